using SopEngine.Engine.Documents;
using SopEngine.Engine.Reports;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>
/// The documents of cases: shown, downloaded, shared; and those that the office issues: templates, issuing, verification.
/// </summary>
internal sealed class DocumentsFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<TemplateStore>();
        services.AddSingleton<TemplatePlaces>();
        services.AddSingleton<DocumentIssuing>();
        services.AddSingleton<HandingOver>();
        services.AddSingleton<DocumentVerification>();
        services.AddSingleton<AdoptedTemplates>();
        services.AddSingleton<DocumentProblems>();
        services.AddSingleton(provider =>
        {
            var address = provider.GetRequiredService<PublicAddress>();
            return new DocumentSources(() => address.ForMessages, provider.GetRequiredService<MonthTable>().Of);
        });
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapDocumentPages();
        routes.Pages.MapTemplatePages();
        routes.Pages.MapIssuePages();
        routes.Pages.MapVerifyPages();
        routes.Api.MapDocumentApi();
    }
}

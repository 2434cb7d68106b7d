using SopEngine.Engine.Documents;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>A case: its list, its page, its steps, data, files, comments and clocks, which other features show too.</summary>
internal sealed class CasesFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddCaseCommands();
        services.AddScoped<CaseCommands>();
        services.AddScoped<CaseTimeline>();
        services.AddScoped<CaseDocuments>();
        services.AddScoped<StartForm>();
        services.AddScoped<CaseLanes>();
        services.AddScoped<CasePapers>();
        services.AddScoped<CaseReceipt>();
        services.AddSingleton<Appointments>().AddSingleton<FollowSecrets>();
        services.AddSingleton<CaseViews>();
        services.AddSingleton<HeldTasks>();
        services.AddSingleton<OfficeClock>();
        services.AddSingleton<SopSheets>();
        services.AddSingleton(_ => DocumentRules.From(settings));
        services.AddSingleton(_ => new VirusScanner(DocumentRules.Scanner(settings)));
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapCasePages();
        routes.Pages.MapCaseNotePages();
        routes.Api.MapCaseApi();
    }
}

using SopEngine.Web.Http;
using SopEngine.Web.Sops.Assessments;
using SopEngine.Web.Sops.Book;
using SopEngine.Web.Sops.Table;

namespace SopEngine.Web.Sops;

/// <summary>The catalogue of SOPs, their versions, sheets and reviews.</summary>
internal sealed class SopsFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<SopFiles>();
        services.AddScoped<TableAnswers>();
        services.AddScoped<TableView>();
        services.AddSingleton<OfficeDefaults>();
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapSopPages();
        routes.Pages.MapAssessmentPages();
        routes.Pages.MapBookPages();
        routes.Pages.MapTablePages();
        routes.Api.MapSopApi();
    }
}

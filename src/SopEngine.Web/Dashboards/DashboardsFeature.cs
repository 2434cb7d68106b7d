using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>How the whole unit keeps its standards: figures, lists and reports.</summary>
internal sealed class DashboardsFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<OpenCounts>();

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapDashboardPages();
        routes.Pages.MapReportPages();
    }
}

using SopEngine.Engine.Background;
using SopEngine.Engine.Messages;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>Figures, lists and reports of how a unit keeps its standards.</summary>
internal sealed class DashboardsFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<OpenCounts>().AddSingleton<StepPlaces>();
        services.AddSingleton<ReportMail>().AddSingleton<MailFiles>(provider => provider.GetRequiredService<ReportMail>().FilesOf);
        services.AddSingleton<ThresholdWatch>().AddSingleton<DueWork>(provider => provider.GetRequiredService<ThresholdWatch>());
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapDashboardPages();
        routes.Pages.MapReportPages();
        routes.Pages.MapOwnPages();
    }
}

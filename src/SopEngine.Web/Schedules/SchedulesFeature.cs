using SopEngine.Web.Http;

namespace SopEngine.Web.Schedules;

/// <summary>SOPs that start by themselves.</summary>
internal sealed class SchedulesFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<ScheduleReading>();
        services.AddScoped<ScheduleForm>();
        services.AddJobDashboard(settings);
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapSchedulePages();
        routes.Api.MapScheduleApi();
        routes.App.MapJobDashboard();
    }
}

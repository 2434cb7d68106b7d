using SopEngine.Web.Http;

namespace SopEngine.Web.Demo;

/// <summary>The demo offices and their simulated history.</summary>
internal sealed class DemoFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<DemoOffices>();
        services.AddSingleton<DemoHistory>();
        services.AddSingleton<DemoRequests>();
    }
}

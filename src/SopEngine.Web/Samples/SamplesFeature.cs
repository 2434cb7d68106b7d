using SopEngine.Engine.Samples;
using SopEngine.Web.Http;

namespace SopEngine.Web.Samples;

/// <summary>The physical samples of all cases: found by their codes, moved, and labelled.</summary>
internal sealed class SamplesFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) => services.AddSingleton<SampleMoving>();

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapSamplePages();
        routes.Pages.MapLabelPages();
    }
}

namespace SopEngine.Web.Http;

/// <summary>A part of the service that registers itself; <see cref="Server"/> has the list.</summary>
internal interface IFeature
{
    void AddServices(IServiceCollection services, IConfiguration settings)
    {
    }

    void MapRoutes(Routes routes)
    {
    }
}

/// <summary>The groups that a feature adds its endpoints to.</summary>
/// <param name="App">For endpoints that are neither page nor API.</param>
/// <param name="Pages">Forms sent here need this site's token.</param>
/// <param name="Api">Below <c>/api/v1</c>, described in the API's document.</param>
internal sealed record Routes(IEndpointRouteBuilder App, RouteGroupBuilder Pages, RouteGroupBuilder Api);

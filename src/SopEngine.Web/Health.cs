using Microsoft.AspNetCore.StaticAssets;
using SopEngine.Engine.Data;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web;

/// <summary>Tells load balancers whether this node can serve, and refuses requests while its database is away.</summary>
internal static class Health
{
    /// <summary>Marks an endpoint that is answered without the database.</summary>
    private sealed class NeedsNoDatabase;

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription().WithMetadata(new NeedsNoDatabase());
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription().WithMetadata(new NeedsNoDatabase());
    }

    /// <summary>Refuses requests at once while the database is away, instead of letting each find out for itself.</summary>
    public static void UseDatabaseWatch(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var services = context.RequestServices;
        if (!services.GetRequiredService<DatabaseWatch>().IsAway) return next(context);
        var endpoint = context.GetEndpoint()?.Metadata;
        return endpoint?.GetMetadata<NeedsNoDatabase>() is not null || endpoint?.GetMetadata<StaticAssetDescriptor>() is not null
            ? next(context)
            : ProblemAnswers.Answer(context, services.GetRequiredService<Problems>().DatabaseUnavailable());
    });

    private static async Task<IResult> Ready(DatabaseWatch watch, HttpContext context, CancellationToken cancellation)
    {
        if (!watch.IsAway && await watch.Answers(cancellation)) return Results.Text("ok");
        context.Response.Headers.RetryAfter = "2";
        return Results.Text("database away", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

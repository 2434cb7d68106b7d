using Hangfire;
using Hangfire.Dashboard;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;

namespace SopEngine.Web.Schedules;

/// <summary>
/// Hangfire's own pages, in English: for the service's operators, whose sign-in names <c>Sop:Operators</c> lists, and read-only for
/// auditors. They tell of all nodes and belong to no office; an office's page is <see cref="SchedulesPage"/>.
/// </summary>
internal static class JobDashboard
{
    public const string Path = "/hangfire";

    private const string Policy = "job-dashboard";

    /// <summary>These pages set widths of bars and the like in the style attribute. They have no inline script.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void AddJobDashboard(this IServiceCollection services, IConfiguration settings)
    {
        var operators = new Operators(settings.GetSection("Sop:Operators").Get<string[]>() ?? []);
        services.AddSingleton(operators);
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.Resource is HttpContext http && http.Features.Get<Person>() is { } person
                && (operators.Include(person) || person.May(Right.SeeJobs))));
    }

    public static void MapJobDashboard(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var operators = services.GetRequiredService<Operators>();
        var options = new DashboardOptions
        {
            AppPath = "/schedules",
            DashboardTitle = "SopEngine",
            DisplayStorageConnectionString = false,
            Authorization = [],
            IsReadOnlyFunc = context => context.GetHttpContext().Features.Get<Person>() is not { } person || !operators.Include(person),
        };
        // Hangfire's own mapping would read its static fields, which all services of a process share.
        var pipeline = app.CreateApplicationBuilder();
        pipeline.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            return next(context);
        });
        pipeline.UsePathBase(Path);
        pipeline.UseMiddleware<AspNetCoreDashboardMiddleware>(
            services.GetRequiredService<JobStorage>(), options, DashboardRoutes.Routes, true);
        app.Map(Path + "/{**page}", pipeline.Build()).RequireAuthorization(Policy);
    }

    /// <summary>The people who run the service, by the names that they sign in with.</summary>
    private sealed class Operators(IEnumerable<string> names)
    {
        private readonly HashSet<string> _names = [.. names.Select(name => name.Trim().ToLowerInvariant())];

        public bool Include(Person person) => !person.IsCustomer && _names.Contains(person.UserName);
    }
}

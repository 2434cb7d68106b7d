using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Timers;
using SopEngine.Engine.Units;

namespace SopEngine.Tests.Support;

/// <summary>A node over a test's engine with all background work of the service, and without pages.</summary>
internal sealed class JobNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private JobNode(ServiceProvider services) => _services = services;

    public RecurringJobs Jobs => Get<RecurringJobs>();

    /// <param name="jobs">Cron expressions of jobs; the others run as in the service, but SOPs start only when the test asks.</param>
    public static async Task<JobNode> Start(TestEngine engine, params (string Job, string Cron)[] jobs)
    {
        var settings = jobs.ToDictionary(job => $"Sop:Jobs:{job.Job}", string? (job) => job.Cron);
        settings.TryAdd("Sop:Jobs:start-sops", "");
        settings.TryAdd("Sop:Jobs:finish-requests", "");
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton<IClock>(engine.Clock);
        services.AddSingleton(engine.Database);
        services.AddSingleton(engine.Engine);
        services.AddSingleton(engine.Flows);
        services.AddSingleton<UnitCalendars>();
        services.AddSingleton<DefinitionStore>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<TaskDrafts>();
        services.AddWorkList();
        var node = new JobNode(services.BuildServiceProvider());
        foreach (var service in node._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return node;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Last run of a job; null before its first.</summary>
    public async Task<JobRun?> Last(string job) => (await Jobs.States(CancellationToken.None)).Single(state => state.Name == job).Last;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}

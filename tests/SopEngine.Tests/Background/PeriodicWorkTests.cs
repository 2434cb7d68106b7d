using Microsoft.Extensions.Logging.Abstractions;
using SopEngine.Engine.Background;

namespace SopEngine.Tests.Background;

internal sealed class PeriodicWorkTests
{
    [Test]
    public async Task What_fails_or_is_cut_short_by_others_is_looked_after_again()
    {
        using var work = new Failing(new OperationCanceledException("a time-out of somebody else's"));
        await work.StartAsync(CancellationToken.None);

        Assert.That(await work.LookedAgain.Task.WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
        await work.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task The_end_of_the_node_is_no_failure()
    {
        using var work = new Endless();
        await work.StartAsync(CancellationToken.None);
        await work.Begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await work.StopAsync(CancellationToken.None);

        Assert.That(work.ExecuteTask!.IsCompletedSuccessfully, Is.True);
    }

    private sealed class Failing(Exception first) : PeriodicWork(TimeSpan.FromMilliseconds(10), NullLogger.Instance)
    {
        private bool _failed;

        public TaskCompletionSource<bool> LookedAgain { get; } = new();

        protected override Task Look(CancellationToken cancellation)
        {
            if (_failed)
            {
                LookedAgain.TrySetResult(true);
                return Task.CompletedTask;
            }

            _failed = true;
            throw first;
        }
    }

    private sealed class Endless() : PeriodicWork(TimeSpan.FromMilliseconds(10), NullLogger.Instance)
    {
        public TaskCompletionSource Begun { get; } = new();

        protected override Task Look(CancellationToken cancellation)
        {
            Begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancellation);
        }
    }
}

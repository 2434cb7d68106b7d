using Microsoft.Extensions.Logging.Abstractions;
using SopEngine.Engine.Background;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Background;

internal sealed class DueWorkTests
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(1);

    [Test]
    public async Task Failed_or_cancelled_work_is_tried_again()
    {
        using var work = new Work(
            (run, _) => run == 1 ? throw new OperationCanceledException("a time-out of somebody else's") : Task.FromResult(Forever));
        await work.StartAsync(CancellationToken.None);

        await Patience.Until(() => Task.FromResult(work.Runs == 2), "it runs again");
        await work.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Stopping_the_node_is_no_failure_of_its_work()
    {
        using var work = new Work(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return Forever;
        });
        await work.StartAsync(CancellationToken.None);
        await Patience.Until(() => Task.FromResult(work.Runs == 1), "it runs");

        await work.StopAsync(CancellationToken.None);

        Assert.That(work.ExecuteTask!.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task Work_sleeps_until_its_next_moment()
    {
        using var work = new Work((run, _) => Task.FromResult(run == 1 ? TimeSpan.FromMilliseconds(300) : Forever));
        var began = TimeProvider.System.GetTimestamp();
        await work.StartAsync(CancellationToken.None);

        await Patience.Until(() => Task.FromResult(work.Runs == 2), "it runs when it is due");
        Assert.That(TimeProvider.System.GetElapsedTime(began), Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(300)));
        await RunsOnlyWhenWoken(work);
        await work.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Several_wake_ups_cause_one_run_and_one_during_a_run_is_not_lost()
    {
        var proceed = new TaskCompletionSource();
        using var work = new Work(async (run, _) =>
        {
            if (run == 1) await proceed.Task;
            return Forever;
        });
        await work.StartAsync(CancellationToken.None);
        await Patience.Until(() => Task.FromResult(work.Runs == 1), "it runs");

        for (var i = 0; i < 1000; i++) work.Wake();
        proceed.SetResult();
        await Patience.Until(() => Task.FromResult(work.Runs == 2), "it runs for what was committed meanwhile");
        await RunsOnlyWhenWoken(work);
        await work.StopAsync(CancellationToken.None);
    }

    /// <summary>Checks that nothing runs between two wake-ups: a loop that never sleeps would run many times.</summary>
    private static async Task RunsOnlyWhenWoken(Work work)
    {
        var before = work.Runs;
        for (var woken = 1; woken <= 20; woken++)
        {
            work.Wake();
            await Patience.Until(() => Task.FromResult(work.Runs >= before + woken), "it runs");
            Assert.That(work.Runs, Is.EqualTo(before + woken));
        }
    }

    private sealed class Work(Func<int, CancellationToken, Task<TimeSpan>> run)
        : DueWork(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10), NullLogger.Instance)
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) => run(Interlocked.Increment(ref _runs), cancellation);
    }
}

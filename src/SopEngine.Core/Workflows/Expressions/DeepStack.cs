using System.Collections.Concurrent;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// Threads with room for whatever a script can nest: what its limit on statements lets it build, built-in functions walk by calling themselves, and a
/// stack that overflows takes the whole process with it.
/// </summary>
internal static class DeepStack
{
    private const int Bytes = 256 * 1024 * 1024;

    private static readonly BlockingCollection<Task> Waiting = Begin();

    /// <summary>Does the work there and waits for it.</summary>
    public static T Run<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        Waiting.Add(task);
        return task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Task> Begin()
    {
        var waiting = new BlockingCollection<Task>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            var thread = new Thread(() => Work(waiting), Bytes) { IsBackground = true, Name = "Scripts" };
            thread.Start();
        }

        return waiting;
    }

    private static void Work(BlockingCollection<Task> waiting)
    {
        foreach (var task in waiting.GetConsumingEnumerable()) task.RunSynchronously(TaskScheduler.Default);
    }
}

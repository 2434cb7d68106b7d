using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// A thread with room for anything that a script can nest within its limits: a stack overflow ends the whole process. Each caller gets a
/// thread of its own, so no script waits for another; threads are kept for later callers.
/// </summary>
internal sealed class ScriptThread : IDisposable
{
    private const int StackBytes = 64 * 1024 * 1024;

    private static readonly ConcurrentStack<ScriptThread> Idle = new();
    private static readonly int MostIdle = 2 * Environment.ProcessorCount;

    private readonly SemaphoreSlim _given = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private Action? _work;

    private ScriptThread() => new Thread(Work, StackBytes) { IsBackground = true, Name = "Script" }.Start();

    /// <summary>Runs the work on such a thread and waits for it.</summary>
    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = Idle.TryPop(out var idle) ? idle : new ScriptThread();
        thread.Do(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        if (Idle.Count < MostIdle) Idle.Push(thread);
        else thread.Dispose();
        failure?.Throw();
        return result;
    }

    public void Dispose()
    {
        Do(null);
        _given.Dispose();
        _done.Dispose();
    }

    private void Do(Action? work)
    {
        _work = work;
        _given.Release();
        _done.Wait();
    }

    private void Work()
    {
        for (var goesOn = true; goesOn;)
        {
            _given.Wait();
            goesOn = _work is not null;
            _work?.Invoke();
            _work = null;
            _done.Release();
        }
    }
}

using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Takes a task out of its lane's queue.</summary>
/// <param name="Release">True to put it back instead.</param>
public sealed record ClaimTask(Person Person, TaskId Task, bool Release, string? Key) : ICaseCommand
{
    public long CaseId => Task.Case;

    public CaseEvent Event => Release ? new TaskReleased(Task.No, Person.Id) : new TaskClaimed(Task.No, Person.Id);
}

/// <summary>Reminds the holder of a task; the holders of its lane while the task is in the queue.</summary>
public sealed record RemindHolder(Person Person, TaskId Task, string? Key) : ICaseCommand
{
    public long CaseId => Task.Case;

    public CaseEvent Event => new TaskReminded(Task.No, Person.Id);
}

/// <summary>Takes back a completion that the same person made a moment ago.</summary>
public sealed record UndoTask(Person Person, TaskId Task, string? Key) : ICaseCommand
{
    public long CaseId => Task.Case;

    public CaseEvent Event => new TaskUndone(Task.No, Person.Id);
}

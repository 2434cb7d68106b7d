using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;

namespace SopEngine.Engine.Cases;

/// <summary>The rows that a transaction will write, gathered table by table and sent in an order that the tables allow.</summary>
internal sealed class CaseRows
{
    public HistoryTable History { get; } = new();
    public TasksTable Tasks { get; } = new();
    public EscalationsTable Escalations { get; } = new();
    public WaitsTable Waits { get; } = new();
    public QuestionsTable Questions { get; } = new();
    public OutboxTable Outbox { get; } = new();
    public MessagesTable Messages { get; } = new();
    public DocumentsTable Documents { get; } = new();
    public BillsTable Bills { get; } = new();
    public AppointmentsTable Appointments { get; } = new();

    public SamplesTable Samples { get; } = new();
    public SurveysTable Surveys { get; } = new();
    public DraftsTable Drafts { get; } = new();
    public DeedChangesTable Deeds { get; } = new();

    public void Raise(TaskKey key, TaskRaised raised, DateTime at)
    {
        Tasks.Raise(key, raised.To);
        Escalations.Add(Escalated.Rows(key, raised, at));
    }

    public void Recount(TaskRecount recount)
    {
        Tasks.Recount(recount);
        if (recount.IsAnew) Escalations.BeginAnew(recount.Key);
    }

    public void Reopen(TaskKey key, long? holder, int seq)
    {
        Tasks.Reopen(key, holder, seq);
        Escalations.Reopen(key);
    }

    public void Write(NpgsqlBatch batch, IReadOnlyCollection<LockedCase> cases)
    {
        CasesTable.Write(batch, cases);
        WordsTable.Write(batch, cases);
        PromiseChangesTable.Write(batch, cases);
        History.Write(batch);
        Tasks.Write(batch);
        Escalations.Write(batch, Tasks.Reopened, Tasks.BegunAnew);
        Waits.Write(batch);
        Questions.Write(batch);
        Outbox.Write(batch);
        Messages.Write(batch);
        Documents.Write(batch);
        Bills.Write(batch);
        Appointments.Write(batch);
        Samples.Write(batch);
        Surveys.Write(batch);
        Drafts.Write(batch);
        Deeds.Write(batch);
    }
}

using Dapper;
using Microsoft.Extensions.Logging;
using NodaTime;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Messages;

/// <summary>
/// Tells of questions that are not answered by the requested moment: each person asked, and once the asker. A question whose task is over
/// is closed, and nobody is told.
/// </summary>
public sealed class OverdueQuestions(SopDatabase database, FlowCache flows, IClock clock, ILogger<OverdueQuestions> log)
    : DueWork(apart: TimeSpan.FromSeconds(5), atMost: TimeSpan.FromMinutes(1), log)
{
    private const int Batch = 500;

    private const string NextOverdue =
        "select min(answer_by) from questions where answered_at is null and overdue_told_at is null and answer_by is not null";

    private const string Claim =
        """
        with overdue as (
          select ctid as place from questions
          where answered_at is null and overdue_told_at is null and answer_by <= @now order by answer_by limit @Batch
          for update skip locked)
        update questions q set overdue_told_at = @now
        from overdue, tasks t, cases c
        where q.ctid = overdue.place and t.unit_id = q.unit_id and t.case_id = q.case_id and t.no = q.task_no
          and c.unit_id = q.unit_id and c.id = q.case_id
        returning q.unit_id, q.case_id, q.seq, q.person_id, q.task_no, q.asked_by, q.text, q.answer_by, t.closed_at is null as is_open,
          t.definition_id, t.version, t.activity, c.title
        """;

    /// <returns>The number of overdue questions.</returns>
    public async Task<int> TellDue(CancellationToken cancellation)
    {
        var told = 0;
        for (var claimed = Batch; claimed == Batch; told += claimed) claimed = await TellBatch(cancellation);
        return told;
    }

    protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) =>
        database.RunWhenDue(clock, NextOverdue, TellDue, cancellation);

    private async Task<int> TellBatch(CancellationToken cancellation)
    {
        var now = clock.Now();
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Claim, new { now, Batch }, cancellationToken: cancellation)))
            .AsList();
        var tellings = new List<Telling>();
        foreach (var row in rows.Where(row => row.IsOpen))
        {
            var flow = await flows.Get(new DefinitionVersion(row.UnitId, row.DefinitionId, row.Version), cancellation);
            var details = CaseTellings.Step(flow, row.Activity, row.AnswerBy.ToInstant()).Append(("text", row.Text));
            var telling = Telling.OfCase(
                row.UnitId, row.CaseId, row.Title, flow, MessageKind.QuestionOverdue, $"overdue:{row.CaseId}:{row.Seq}", now, details) with
            {
                Person = row.PersonId,
                Task = row.TaskNo,
                By = row.AskedBy,
            };
            tellings.AddRange([telling, telling with { Person = row.AskedBy, By = null }]);
        }

        await Tellings.Tell(connection, tellings, cancellation);
        await transaction.CommitAsync(cancellation);
        return rows.Count;
    }

    private sealed record Row(
        int UnitId, long CaseId, int Seq, long PersonId, int TaskNo, long AskedBy, string Text, DateTime AnswerBy, bool IsOpen,
        string DefinitionId, int Version, int Activity, string Title);
}

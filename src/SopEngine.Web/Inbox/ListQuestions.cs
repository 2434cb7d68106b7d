using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Colleagues' open questions to a person, at open tasks.</summary>
public static class ListQuestions
{
    public sealed record Query(Person Person, IReadOnlyList<TaskId> Tasks) : IRequestOf<IReadOnlyDictionary<TaskId, Item>>;

    /// <summary>The first open question at a task.</summary>
    public sealed record Item(string By, string Text, Instant? AnswerBy);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, IReadOnlyDictionary<TaskId, Item>>
    {
        private const string Sql =
            """
            select distinct on (q.case_id, q.task_no) q.case_id, q.task_no, p.name as by, q.text, q.answer_by
            from questions q join people p on p.unit_id = q.unit_id and p.id = q.asked_by
            where q.unit_id = @unit and q.person_id = @person and q.answered_at is null and q.case_id = any (@cases)
            order by q.case_id, q.task_no, q.seq
            """;

        public async Task<IReadOnlyDictionary<TaskId, Item>> Handle(Query query, CancellationToken cancellationToken) =>
            (await database.Query<Row>(query.Person.UnitId, Sql,
                new { person = query.Person.Id, cases = query.Tasks.Select(task => task.Case).Distinct().ToArray() }, cancellationToken))
            .ToDictionary(row => new TaskId(row.CaseId, row.TaskNo), row => new Item(row.By, row.Text, row.AnswerBy?.ToInstant()));

        private sealed record Row(long CaseId, int TaskNo, string By, string Text, DateTime? AnswerBy);
    }
}

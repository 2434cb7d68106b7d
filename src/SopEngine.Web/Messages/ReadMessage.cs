using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Messages;

/// <summary>Marks one message or all as read, and answers with the page that the message is about.</summary>
public static class ReadMessage
{
    /// <param name="Message">Null for all.</param>
    /// <param name="Look">True to mark nothing: a browser prefetches pages that nobody has clicked yet.</param>
    public sealed record Command(Person Person, long? Message, bool Look = false) : IRequestOf<string>;

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems) : IRequestHandler<Command, string>
    {
        private const string Read =
            """
            update messages set read_at = @now
            where unit_id = @unit and person_id = @person and read_at is null and (@message::bigint is null or id = @message)
            """;

        private const string Find =
            "select kind, case_id, task_no, details ->> 'period' as period, details ->> 'list' as list "
            + "from messages "
            + "where unit_id = @unit and person_id = @person and id = @message";

        public async Task<string> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var parameters = new { person = person.Id, message = command.Message, now = clock.Now() };
            var found = command.Message is null
                ? null : await database.QuerySingle<Row>(person.UnitId, Find, parameters, cancellationToken);
            if (command.Message is not null && found is null) throw new ProblemException(problems.NotFound());

            if (!command.Look) await database.Execute(person.UnitId, Read, parameters, cancellationToken);
            return found switch
            {
                { CaseId: { } about } when person.IsCustomer => $"/mine/{about}",
                { CaseId: { } about, TaskNo: { } no } => $"/tasks/{new TaskId(about, no)}",
                { CaseId: { } about } => $"/cases/{about}",
                { Kind: "late-summary" } when !person.IsCustomer => "/inbox?list=escalated",
                { Kind: "late-summary" } => "/inbox",
                { Kind: "threshold", List: { } list } => list,
                { Kind: "survey-report", Period: { } period } => $"/surveys?period={period}",
                { Kind: "report", Period: { } period } => $"/dashboard/reports/{period}",
                { Kind: "assessments-due" } => "/sops/assessments",
                _ => "/messages",
            };
        }

        private sealed record Row(string Kind, long? CaseId, int? TaskNo, string? Period, string? List);
    }
}

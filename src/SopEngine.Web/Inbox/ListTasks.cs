using Dapper;
using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>A page of one of a person's lists of tasks.</summary>
public static class ListTasks
{
    /// <param name="After">Cursor of the page before.</param>
    public sealed record Query(Person Person, TaskList List, TaskFilter Filter, string? After, int Size) : IRequestOf<Page<TaskItem>>;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(query => query.Size).InclusiveBetween(1, 200);
            RuleFor(query => query.Filter.Search).MaximumLength(TaskFilter.LongestText);
            RuleFor(query => query.Filter.Customer).MaximumLength(TaskFilter.LongestText);
        }
    }

    /// <summary>The sort key of a list's last row.</summary>
    /// <param name="DueAt">Of what is done: when it was.</param>
    public sealed record Key(DateTime DueAt, long Case, int No)
    {
        public static Key First(TaskList list) => new(list == TaskList.Done ? DateTime.MaxValue : DateTime.UnixEpoch, 0, 0);
    }

    internal sealed class Handler(SopDatabase database, FlowCache flows, OfficeClock clocks, IClock clock) : IRequestHandler<Query, Page<TaskItem>>
    {
        public async Task<Page<TaskItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, list) = (query.Person, query.List);
            if (!TaskLists.Of(person).Contains(list)) return new([], null);

            var after = Cursor.Read<Key>(query.After) ?? Key.First(list);
            var parameters = Parameters(person, clock.GetCurrentInstant());
            query.Filter.AddTo(parameters, clock.GetCurrentInstant());
            parameters.AddDynamicParams(new { DueAt = DateTime.SpecifyKind(after.DueAt, DateTimeKind.Utc), after.Case, after.No, limit = query.Size + 1 });
            if (person.IsCustomer) parameters.Add("externalLanes", await ExternalLanes(person, cancellationToken));

            var sql = TaskLists.Sql(list, person.IsCustomer, TaskRow.Columns, query.Filter.Sql(), "@limit");
            var rows = await database.Query<TaskRow>(person.UnitId, sql, parameters, cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(list == TaskList.Done ? row.ClosedAt!.Value : row.DueAt, row.CaseId, row.No));
            var items = new List<TaskItem>(page.Items.Count);
            foreach (var row in page.Items) items.Add(await row.With(flows, clocks, person.UnitId, cancellationToken));
            return new(items, page.Next);
        }

        /// <summary>What the lists' SQL knows of a person.</summary>
        internal static DynamicParameters Parameters(Person person, Instant now) => new(new
        {
            person = person.Id,
            now = now.ToSql(),
            targets = Escalated.TargetsOf(person.Lanes, person.Roles),
            since = (now - Duration.FromDays(TaskLists.WaitingDays)).ToSql(),
        });

        private async Task<string[]> ExternalLanes(Person person, CancellationToken cancellation)
        {
            var versions = await database.Query<(string DefinitionId, int Version)>(person.UnitId,
                "select distinct definition_id, version from cases where unit_id = @unit and customer_id = @person and status = 'running'",
                new { person = person.Id }, cancellation);
            var lanes = new HashSet<string>();
            foreach (var (definitionId, version) in versions)
            {
                var flow = await flows.Get(new DefinitionVersion(person.UnitId, definitionId, version), cancellation);
                lanes.UnionWith(flow.Lanes.Where(lane => lane.External).Select(lane => lane.Id));
            }

            return [.. lanes];
        }
    }
}

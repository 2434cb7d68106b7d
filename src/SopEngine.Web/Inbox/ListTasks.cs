using Dapper;
using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

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

    /// <summary>The sort key of a list's row.</summary>
    /// <param name="DueAt">For a done task: the time of its completion.</param>
    /// <param name="IsTold">As <see cref="TaskItem.IsTold"/>.</param>
    public sealed record Key(DateTime DueAt, long Case, int No, bool IsTold)
    {
        /// <summary>The key before a list's first row.</summary>
        internal static Key First(TaskList list, TaskFilter filter, Instant now) =>
            new(DateTime.SpecifyKind(filter.From(list, now), DateTimeKind.Utc), 0, 0, false);

        internal bool IsBehind(Key other, TaskList list)
        {
            if (IsTold != other.IsTold) return IsTold;
            var byDue = list == TaskList.Done ? other.DueAt.CompareTo(DueAt) : DueAt.CompareTo(other.DueAt);
            return (byDue != 0 ? byDue : (Case, No).CompareTo((other.Case, other.No))) > 0;
        }
    }

    internal sealed class Handler(SopDatabase database, FlowCache flows, OfficeClock clocks, IClock clock)
        : IRequestHandler<Query, Page<TaskItem>>
    {
        public async Task<Page<TaskItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, list) = (query.Person, query.List);
            if (!TaskLists.Of(person).Contains(list)) return new([], null);

            var now = clock.GetCurrentInstant();
            var first = Key.First(list, query.Filter, now);
            var after = Cursor.Read<Key>(query.After) is { } turned && turned.IsBehind(first, list) ? turned : first;
            var parameters = Parameters(person, now);
            query.Filter.AddTo(parameters, now);
            parameters.AddDynamicParams(
                new { DueAt = DateTime.SpecifyKind(after.DueAt, DateTimeKind.Utc), after.Case, after.No, after.IsTold });
            if (person.IsCustomer) parameters.Add("externalLanes", await ExternalLanes(person, cancellationToken));

            var page = await Read(query, parameters, cancellationToken);
            var items = new List<TaskItem>(page.Items.Count);
            foreach (var row in page.Items) items.Add(await row.With(flows, clocks, person.UnitId, cancellationToken));
            return new(items, page.Next);
        }

        private async Task<Page<TaskRow>> Read(Query query, DynamicParameters parameters, CancellationToken cancellation)
        {
            var (person, list) = (query.Person, query.List);
            var filter = query.Filter.Sql(list);
            var sql = TaskLists.Sql(list, person.IsCustomer, filter, query.Size + 1);
            if (filter.Rest.Length == 0) return Turn(await database.Query<TaskRow>(person.UnitId, sql, parameters, cancellation));

            var (rows, reached) = await database.QueryMany(
                person.UnitId, $"{sql};{TaskLists.ReachedSql(list, person.IsCustomer, filter)}", parameters,
                async results => ((await results.ReadAsync<TaskRow>()).AsList(), await results.ReadSingleOrDefaultAsync<Key>()),
                cancellation);
            if (reached is null) return Turn(rows);

            // Beyond that key one lane has tasks that were not looked at: they would be missing between the others.
            var page = Turn(rows.TakeWhile(row => !KeyOf(row).IsBehind(reached, list)).ToList());
            return page.Next is null ? page with { Next = Cursor.Write(reached) } : page;

            Page<TaskRow> Turn(List<TaskRow> read) => Cursor.Page(read, query.Size, KeyOf);
            Key KeyOf(TaskRow row) => new(list == TaskList.Done ? row.ClosedAt!.Value : row.DueAt, row.CaseId, row.No, row.IsTold);
        }

        /// <summary>The person's parameters of the lists' SQL.</summary>
        internal static DynamicParameters Parameters(Person person, Instant now) => new(new
        {
            person = person.Id,
            now = now.ToSql(),
            isSupervisor = person.Actor.Roles.Contains(Core.Rights.Role.Supervisor),
            targets = Escalated.TargetsOf(person.Actor),
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

using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Inbox;

/// <summary>What stands around a list of tasks: how much is on each list, the views that the person keeps, and what can be filtered by.</summary>
public static class ReadDesk
{
    /// <summary>Counts go no further: who has more than this many tasks needs no exact number.</summary>
    public const int MostCounted = 100;

    public sealed record Query(Person Person) : IRequestOf<Desk>;

    /// <param name="Counts">Of the lists with work on them; at most <see cref="MostCounted"/>.</param>
    public sealed record Desk(
        IReadOnlyDictionary<TaskList, int> Counts, IReadOnlyList<View> Views, IReadOnlyList<Choice> Sops, IReadOnlyList<Choice> Colleagues);

    /// <summary>A kept view.</summary>
    public sealed record View(long Id, string Name, TaskList List, TaskFilter Filter, int Count)
    {
        public string Address => Filter.Address(List);
    }

    public sealed record Choice(string Id, string Name);

    internal sealed class Handler(SopDatabase database, SavedViews views, IClock clock) : IRequestHandler<Query, Desk>
    {
        private const string Choices =
            """
            ;select definition_id as id, name from definitions where unit_id = @unit and is_published order by lower(name);
            select id::text, name from people where unit_id = @unit and kind = 'staff' order by lower(name)
            """;

        private static readonly TaskList[] Counted = [TaskList.Mine, TaskList.Queue, TaskList.Escalated];

        public async Task<Desk> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            if (person.IsCustomer) return new Desk(new Dictionary<TaskList, int>(), [], [], []);

            var kept = await views.Of(person, cancellationToken);
            var now = clock.GetCurrentInstant();
            var parameters = ListTasks.Handler.Parameters(person, now);
            var first = ListTasks.Key.First(TaskList.Mine);
            parameters.AddDynamicParams(new { first.DueAt, first.Case, first.No });
            foreach (var view in kept) view.Filter.AddTo(parameters, now, Suffix(view.Id));

            // One round trip, however many views there are.
            var sql = string.Join(';', [.. Counted.Select(list => Count(list, "")), .. kept.Select(view => Count(view.List, view.Filter.Sql(Suffix(view.Id))))]) + Choices;
            return await database.QueryMany(person.UnitId, sql, parameters, async results =>
            {
                var counts = new Dictionary<TaskList, int>();
                foreach (var list in Counted) counts[list] = await results.ReadSingleAsync<int>();
                var counted = new List<View>();
                foreach (var view in kept) counted.Add(view with { Count = await results.ReadSingleAsync<int>() });
                return new Desk(counts, counted, (await results.ReadAsync<Choice>()).ToList(), (await results.ReadAsync<Choice>()).ToList());
            }, cancellationToken);
        }

        private static string Suffix(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        private static string Count(TaskList list, string filter) =>
            $"select count(*)::int from ({TaskLists.Sql(list, isCustomer: false, "1", filter, $"{MostCounted}")}) as counted";
    }
}

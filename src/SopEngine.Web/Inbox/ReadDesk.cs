using Dapper;
using MediatR;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>The surroundings of a list of tasks: the number on each list, the person's kept views, and the filter's choices.</summary>
public static class ReadDesk
{
    /// <summary>Counts go no further: a person with more tasks needs no exact number.</summary>
    public const int MostCounted = 100;

    public sealed record Query(Person Person, TaskList List) : IRequestOf<Desk>;

    /// <param name="Counts">Number of tasks on each list, of those raised to the person the ones that they may do; at most
    /// <see cref="MostCounted"/>.</param>
    /// <param name="Colleagues">Possible holders of the list's tasks; none on lists of the person's own.</param>
    public sealed record Desk(
        IReadOnlyDictionary<TaskList, int> Counts, IReadOnlyList<View> Views, IReadOnlyList<Choice> Sops, IReadOnlyList<Choice> Colleagues);

    /// <summary>A kept view.</summary>
    /// <param name="More">True when the count has not looked through all tasks.</param>
    public sealed record View(long Id, string Name, TaskList List, TaskFilter Filter, int Count, bool More = false)
    {
        public string Address => Filter.Address(List);
    }

    public sealed record Choice(string Id, string Name);

    internal sealed class Handler(SopDatabase database, SavedViews views, IClock clock) : IRequestHandler<Query, Desk>
    {
        private const string Sops =
            ";select definition_id as id, name from definitions where unit_id = @unit and is_published order by lower(name)";
        private const string Colleagues =
            ";select id::text, name from people where unit_id = @unit and kind = 'staff' order by lower(name)";

        private static readonly TaskList[] Counted = Enum.GetValues<TaskList>();

        public async Task<Desk> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            if (person.IsCustomer) return new Desk(new Dictionary<TaskList, int>(), [], [], []);

            var kept = await views.Of(person, cancellationToken);
            var now = clock.GetCurrentInstant();
            var parameters = ListTasks.Handler.Parameters(person, now);
            var first = ListTasks.Key.First(TaskList.Mine, TaskFilter.None, now);
            parameters.AddDynamicParams(new { first.DueAt, first.Case, first.No, first.IsTold });
            foreach (var view in kept) Add(parameters, view, now);

            // One round trip, however many views there are.
            var hasColleagues = query.List is TaskList.Escalated or TaskList.Waiting;
            var counting = Counted.Select(list => TaskLists.CountSql(list, TaskLists.ToDo(list), MostCounted)
                // Completed tasks are listed backwards from now.
                .Replace("@DueAt", list == TaskList.Done ? "@now" : "@DueAt", StringComparison.Ordinal));
            var sql = string.Join(';', [.. counting, .. kept.Select(Count)]) + Sops + (hasColleagues ? Colleagues : "");
            return await database.QueryMany(person.UnitId, sql, parameters, async results =>
            {
                var counts = new Dictionary<TaskList, int>();
                foreach (var list in Counted) counts[list] = (await results.ReadSingleAsync<Counting>()).Count;
                var counted = new List<View>();
                foreach (var view in kept)
                {
                    var (count, more) = await results.ReadSingleAsync<Counting>();
                    counted.Add(view with { Count = count, More = more });
                }

                return new Desk(counts, counted, (await results.ReadAsync<Choice>()).ToList(),
                    hasColleagues ? (await results.ReadAsync<Choice>()).ToList() : []);
            }, cancellationToken);
        }

        private readonly record struct Counting(int Count, bool More);

        private static string Suffix(View view) => view.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        private static string Count(View view)
        {
            var sql = TaskLists.CountSql(view.List, view.Filter.Sql(view.List, Suffix(view)), TaskLists.MostCounted);
            foreach (var name in new[] { "DueAt", "Case", "No", "IsTold" })
                sql = sql.Replace($"@{name}", $"@f{Suffix(view)}_{name}", StringComparison.Ordinal);
            return sql;
        }

        private static void Add(DynamicParameters parameters, View view, Instant now)
        {
            view.Filter.AddTo(parameters, now, Suffix(view));
            var first = ListTasks.Key.First(view.List, view.Filter, now);
            parameters.Add($"f{Suffix(view)}_DueAt", first.DueAt);
            parameters.Add($"f{Suffix(view)}_Case", first.Case);
            parameters.Add($"f{Suffix(view)}_No", first.No);
            parameters.Add($"f{Suffix(view)}_IsTold", first.IsTold);
        }
    }
}

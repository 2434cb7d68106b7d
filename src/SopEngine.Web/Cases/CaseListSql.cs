using SopEngine.Engine.Cases;

namespace SopEngine.Web.Cases;

/// <summary>A search by words.</summary>
/// <param name="IsRare">True when <c>@rare</c> is a word with few cases, from which the search starts.</param>
/// <param name="Words">The number of words, the rare one among them: <c>@word0</c>, ... Each is looked for in the cases found, since a
/// case may have had another title.</param>
internal sealed record CaseSearch(bool IsRare, int Words);

/// <summary>
/// The list of cases as SQL over the case <c>c</c>. Each form of it is written out, so that it has an index of its own to walk.
/// </summary>
internal static class CaseListSql
{
    /// <summary>A search starts from a word with at most this many cases; for more frequent words it walks the list.</summary>
    public const int Rare = 5_000;

    /// <summary>The number of cases that one page of a search walks along the list.</summary>
    public const int Part = 20_000;

    /// <summary>
    /// The promise is broken: its clock, which stands while only the customer is awaited or the case is put off, has passed it. Takes
    /// <c>@now</c>.
    /// </summary>
    public const string IsLate = $"c.standard_due_at <= @now and (not {StandardStops.Stands} or {StandardStops.StoppedLate})";

    // In the order of the index, so that only the index is read.
    private static string Range(string word) =>
        $"where w.unit_id = @unit and w.word >= {word} and w.word < {word} || chr(1114111) order by w.word, w.case_id limit {Rare + 1}";

    /// <summary>The number of cases of each word of a search, up to one more than rare. Takes <c>@search</c>.</summary>
    public static readonly string Words =
        $"select word, (select count(*)::int from (select from case_words w {Range("s.word")}) found) as cases "
        + "from search_words(@search) as s (word)";

    /// <summary>Rows of the list.</summary>
    /// <param name="search">Null for no search.</param>
    public static string Rows(CaseFilter filter, bool isCustomer, CaseSearch? search, string columns) => search is { IsRare: false }
        ? $"select {columns} "
            + $"from (select c.* {From(filter, isCustomer, null)} and {Behind(filter)} order by {OrderOf(filter)} limit {Part}) c "
            + $"where {Matches(search)} order by {OrderOf(filter)} limit @limit"
        : $"select {columns} {From(filter, isCustomer, search)} and {Behind(filter)} order by {OrderOf(filter)} limit @limit";

    /// <summary>The number of cases, up to <c>@most</c>.</summary>
    public static string Count(CaseFilter filter, bool isCustomer, CaseSearch? search) =>
        $"select count(*)::int from (select {From(filter, isCustomer, search)} limit @most) found";

    /// <summary>The last case of a full part of the list; none when fewer cases are left.</summary>
    public static string EndOfPart(CaseFilter filter, bool isCustomer) =>
        $"select coalesce({At(filter)}, 'epoch') as at, c.id "
        + $"{From(filter, isCustomer, null)} and {Behind(filter)} order by {OrderOf(filter)} offset {Part - 1} limit 1";

    // Written words as a scalar of the one case, not as "exists", for which the database may read all written words first.
    private static string Matches(CaseSearch search) => string.Join(" and ", Enumerable.Range(0, search.Words).Select(i =>
        $"""
        (strpos(search_text(concat_ws(' ', c.title,
          (select p.name from people p where p.unit_id = c.unit_id and p.id = c.customer_id), c.id)),
          ' ' || @word{i}) > 0
          or (select true from case_words f
            where f.unit_id = c.unit_id and f.case_id = c.id and f.written
              and f.word >= @word{i} and f.word < @word{i} || chr(1114111) limit 1))
        """));

    private static string From(CaseFilter filter, bool isCustomer, CaseSearch? search)
    {
        var conditions = new List<string> { "c.unit_id = @unit" };
        if (filter.List != CaseList.All) conditions.Add($"c.status = '{filter.List.ToString().ToLowerInvariant()}'");
        if (isCustomer) conditions.Add("c.customer_id = @person");
        if (filter.Sop is not null) conditions.Add("c.definition_id = @sop");
        if (filter.From is not null) conditions.Add("c.started_at >= @from");
        if (filter.Until is not null) conditions.Add("c.started_at < @until");
        if (filter.Standing == CaseStanding.Late) conditions.Add(IsLate);
        if (filter.Standing == CaseStanding.Week)
            conditions.Add($"c.standard_due_at > @now and c.standard_due_at < @week and not {StandardStops.Stands}");
        if (filter.Standing == CaseStanding.Paused) conditions.Add("c.paused_at is not null");
        if (filter.Standing is CaseStanding.StepLate or CaseStanding.StepToday) conditions.Add("c.paused_at is null");
        if (filter.Order == CaseOrder.Promise) conditions.Add("c.standard_due_at is not null");
        if (filter.Step is not null)
        {
            conditions.Add(
                """
                exists (
                  select from tasks t join unnest(@versions, @activities) as step (version, activity)
                    on step.version = t.version and step.activity = t.activity
                  where t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null)
                """);
        }

        if (OpenStep(filter) is { Count: > 0 } step) conditions.Add(
            $"""
            exists (
              select from tasks t
              where t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null and {string.Join(" and ", step)})
            """);
        if (search is not null) conditions.Add(Matches(search));
        if (search is { IsRare: true }) conditions.Add($"c.id = any (array(select w.case_id from case_words w {Range("@rare")}))");
        return $"from {(filter.Order == CaseOrder.Due ? ByStep : "cases")} c where {string.Join(" and ", conditions)}";
    }

    // Along the index of open tasks. A case stands where its first due task does.
    private const string ByStep =
        """
        (select k.*, o.due_at as step_due from tasks o join cases k on k.unit_id = o.unit_id and k.id = o.case_id
         where o.unit_id = @unit and o.closed_at is null and not exists (
           select from tasks e where e.unit_id = o.unit_id and e.case_id = o.case_id and e.closed_at is null
             and (e.due_at, e.no) < (o.due_at, o.no)))
        """;

    /// <summary>The conditions on an open task <c>t</c> of the case.</summary>
    private static List<string> OpenStep(CaseFilter filter)
    {
        const string OfOffice = "(t.lane is null or t.lane <> all (@externalLanes))";
        var conditions = new List<string>();
        if (filter.Waits is not null)
            conditions.Add(filter.Waits == CaseFilter.Customer ? "t.lane = any (@externalLanes)" : "t.lane = @waits");
        if (filter.Holder is not null) conditions.Add("t.holder_id = @holder");
        if (filter.Standing == CaseStanding.StepLate) conditions.AddRange(["t.due_at < @now", OfOffice]);
        if (filter.Standing == CaseStanding.StepToday) conditions.AddRange(["t.due_at < @tomorrow", OfOffice]);
        return conditions;
    }

    // By the number, which follows the time, unless days are given: then along the index of the time.
    private static bool IsByTime(CaseFilter filter) => filter.From is not null || filter.Until is not null;

    private static string At(CaseFilter filter) => filter.Order switch
    {
        CaseOrder.Promise => "c.standard_due_at",
        CaseOrder.Due => "c.step_due",
        _ => "c.started_at",
    };

    private static string Behind(CaseFilter filter) => filter.Order switch
    {
        CaseOrder.Due => "(c.step_due, c.id) > (@At, @Id)",
        CaseOrder.Promise => "(c.standard_due_at, c.id) > (@At, @Id)",
        CaseOrder.Oldest => IsByTime(filter) ? "(c.started_at, c.id) > (@At, @Id)" : "c.id > @Id",
        _ => IsByTime(filter) ? "(c.started_at, c.id) < (@At, @Id)" : "c.id < @Id",
    };

    public static string OrderOf(CaseFilter filter) => filter.Order switch
    {
        CaseOrder.Promise => "c.standard_due_at, c.id",
        CaseOrder.Due => "c.step_due, c.id",
        CaseOrder.Oldest => IsByTime(filter) ? "c.started_at, c.id" : "c.id",
        _ => IsByTime(filter) ? "c.started_at desc, c.id desc" : "c.id desc",
    };
}

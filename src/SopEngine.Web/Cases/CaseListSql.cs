namespace SopEngine.Web.Cases;

/// <summary>The list of cases as SQL over the case <c>c</c>. Each form of it is written out, so that it has an index of its own to walk.</summary>
internal static class CaseListSql
{
    /// <summary>A word with more cases than this is looked for case by case along the list; one with fewer is where the list begins.</summary>
    public const int Rare = 5_000;

    /// <summary>How many cases each word of a search has, as far as that matters. Takes <c>@search</c>.</summary>
    public const string Words =
        """
        select word, (select count(*)::int from (select from case_words w where w.unit_id = @unit and w.word >= s.word and w.word < s.word || chr(1114111) limit 5001) found) as cases
        from search_words(@search) as s (word)
        """;

    /// <summary>Rows of the list.</summary>
    /// <param name="isRare">Whether <c>@rare</c> is a word with few cases, to begin with.</param>
    /// <param name="words">How many other words there are: <c>@word0</c>, ...</param>
    public static string Rows(CaseFilter filter, bool isCustomer, bool isRare, int words, string columns) =>
        $"""
        select {columns}
        {From(filter, isCustomer, isRare, words)}
          and {Behind(filter)}
        order by {OrderOf(filter)} limit @limit
        """;

    /// <summary>How many there are, up to a number that is told.</summary>
    public static string Count(CaseFilter filter, bool isCustomer, bool isRare, int words) =>
        $"select count(*)::int from (select {From(filter, isCustomer, isRare, words)} limit @most) found";

    private static string From(CaseFilter filter, bool isCustomer, bool isRare, int words)
    {
        var conditions = new List<string> { "c.unit_id = @unit" };
        if (filter.List != CaseList.All) conditions.Add($"c.status = '{filter.List.ToString().ToLowerInvariant()}'");
        if (isCustomer) conditions.Add("c.customer_id = @person");
        if (filter.Sop is not null) conditions.Add("c.definition_id = @sop");
        if (filter.From is not null) conditions.Add("c.started_at >= @from");
        if (filter.Until is not null) conditions.Add("c.started_at < @until");
        if (filter.Standing == CaseStanding.Late) conditions.Add("c.standard_due_at <= @now");
        if (filter.Standing == CaseStanding.Week) conditions.Add("c.standard_due_at > @now and c.standard_due_at < @week");
        if (filter.Standing == CaseStanding.Paused) conditions.Add("c.paused_at is not null");
        if (filter.Order == CaseOrder.Promise) conditions.Add("c.standard_due_at is not null");
        if (filter.Step is not null)
        {
            conditions.Add(
                """
                exists (
                  select from tasks t join unnest(@versions, @activities) as step (version, activity) on step.version = t.version and step.activity = t.activity
                  where t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null)
                """);
        }

        for (var i = 0; i < words; i++)
            conditions.Add($"exists (select from case_words w where w.unit_id = c.unit_id and w.case_id = c.id and w.word >= @word{i} and w.word < @word{i} || chr(1114111))");
        var begin = isRare
            ? "(select distinct case_id from case_words where unit_id = @unit and word >= @rare and word < @rare || chr(1114111)) hit join cases c on c.id = hit.case_id"
            : "cases c";
        return $"from {begin} where {string.Join(" and ", conditions)}";
    }

    // By the number, which follows the time, unless days are asked for: then along the index of those.
    private static bool IsByTime(CaseFilter filter) => filter.From is not null || filter.Until is not null;

    private static string Behind(CaseFilter filter) => filter.Order switch
    {
        CaseOrder.Promise => "(c.standard_due_at, c.id) > (@At, @Id)",
        CaseOrder.Oldest => IsByTime(filter) ? "(c.started_at, c.id) > (@At, @Id)" : "c.id > @Id",
        _ => IsByTime(filter) ? "(c.started_at, c.id) < (@At, @Id)" : "c.id < @Id",
    };

    public static string OrderOf(CaseFilter filter) => filter.Order switch
    {
        CaseOrder.Promise => "c.standard_due_at, c.id",
        CaseOrder.Oldest => IsByTime(filter) ? "c.started_at, c.id" : "c.id",
        _ => IsByTime(filter) ? "c.started_at desc, c.id desc" : "c.id desc",
    };
}

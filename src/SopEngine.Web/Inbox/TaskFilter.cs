using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>How an open task stands against its limit.</summary>
public enum TaskStanding
{
    /// <summary>The limit has passed.</summary>
    Late,

    /// <summary>Raised to others.</summary>
    Escalated,

    /// <summary>Not late, but a level of its ladder has warned of it.</summary>
    Warned,

    OnTime,

    /// <summary>Without a time limit.</summary>
    NoLimit,
}

/// <summary>The time within which a task falls due; late tasks count as due.</summary>
public enum DueBy
{
    Today,

    /// <summary>Within seven days.</summary>
    Week,
}

/// <summary>The filter of a list of tasks, as its address says. Null and empty values filter nothing.</summary>
/// <param name="Search">Part of the case's title, the customer's name, the SOP's name or number; or the case's own number, with or without
/// #.</param>
/// <param name="Sop">Definition id.</param>
/// <param name="Lane">Lane id.</param>
/// <param name="Holder">Id of the person who claimed it.</param>
/// <param name="Customer">Part of the customer's name.</param>
public sealed record TaskFilter(
    string? Search = null, string? Sop = null, string? Lane = null, TaskStanding? Standing = null, DueBy? Due = null, long? Holder = null,
    string? Customer = null)
{
    public const int LongestText = 100;

    public static readonly TaskFilter None = new();

    public bool IsEmpty => this == None;

    /// <summary>Reads an address. Unknown values are left out: a list is shown rather than refused.</summary>
    public static TaskFilter Of(IQueryCollection query) => new(
        Text(query["q"]), Text(query["sop"]), Text(query["lane"]), AddressText.Word<TaskStanding>(query["standing"]),
        AddressText.Word<DueBy>(query["due"]), long.TryParse(query["holder"], out var holder) ? holder : null, Text(query["customer"]));

    /// <summary>The address of the list with this filter.</summary>
    public string Address(TaskList list, string? after = null) => QueryHelpers.AddQueryString("/inbox", new Dictionary<string, string?>
    {
        ["list"] = list == TaskList.Mine ? null : list.ToString().ToLowerInvariant(),
        ["q"] = Search,
        ["sop"] = Sop,
        ["lane"] = Lane,
        ["standing"] = Standing?.ToString(),
        ["due"] = Due?.ToString(),
        ["holder"] = Holder?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["customer"] = Customer,
        ["after"] = after,
    }.Where(pair => pair.Value is not null));

    /// <summary>The filter as SQL conditions on the task <c>t</c>, to be put behind others.</summary>
    /// <param name="Range">Conditions that the list's index serves, so that no other row is read.</param>
    /// <param name="Rest">Conditions that are checked on each row read.</param>
    internal readonly record struct Conditions(string Range, string Rest);

    /// <param name="suffix">Part of the parameters' names, where one statement has several filters.</param>
    internal Conditions Sql(TaskList list, string suffix = "")
    {
        var (range, rest) = (new List<string>(), new List<string>());
        var byDue = list is TaskList.Queue or TaskList.Mine ? range : rest;
        if (Lane is not null) (list == TaskList.Queue ? range : rest).Add("t.lane = @lane");
        if (Due is not null) byDue.Add("t.due_at < @dueBefore");
        switch (Standing)
        {
            case TaskStanding.Late: byDue.Add("t.due_at <= @now"); break;
            case TaskStanding.NoLimit: byDue.Add("t.due_at = 'infinity'"); break;
            case TaskStanding.OnTime or TaskStanding.Warned:
                byDue.Add("t.due_at > @now and t.due_at < 'infinity'");
                rest.Add(Standing == TaskStanding.OnTime ? "t.level = 0" : "t.level > 0");
                break;
            case TaskStanding.Escalated: rest.Add(EscalatedSql); break;
        }

        if (Sop is not null) rest.Add("t.definition_id = @sop");
        if (Holder is not null) rest.Add("t.holder_id = @holder");
        if (Customer is not null) rest.Add(CustomerSql);
        if (Search is not null) rest.Add(SearchSql);
        return new(Join(range), Join(rest));

        string Join(List<string> conditions) =>
            string.Concat(conditions.Select(condition => $" and {condition.Replace("@", $"@f{suffix}_", StringComparison.Ordinal)}"));
    }

    /// <summary>
    /// The instant in the list's order before which the filter leaves nothing: reading begins there, past long overdue tasks.
    /// </summary>
    internal DateTime From(TaskList list, Instant now) => (list, Standing) switch
    {
        (TaskList.Done, _) => DateTime.MaxValue,
        (_, TaskStanding.OnTime or TaskStanding.Warned) => now.ToSql(),
        (_, TaskStanding.NoLimit) => DateTime.MaxValue,
        _ => DateTime.UnixEpoch,
    };

    /// <summary>Adds the parameters of <see cref="Sql"/>.</summary>
    internal void AddTo(DynamicParameters parameters, Instant now, string suffix = "")
    {
        var today = now.InZone(When.Zone).Date;
        Add("search", Search?.Normalize().ToLowerInvariant());
        Add("sopNumber", Search is null ? null : SopHeader.CanonicalNumber(Search));
        Add("caseNumber", long.TryParse(Search?.TrimStart('#'), out var number) ? number : null as long?);
        Add("sop", Sop);
        Add("lane", Lane);
        Add("holder", Holder);
        Add("customer", Customer?.Normalize().ToLowerInvariant());
        Add("now", now.ToSql());
        Add("dueBefore", today.PlusDays(Due == DueBy.Week ? 7 : 1).AtStartOfDayInZone(When.Zone).ToInstant().ToSql());

        void Add(string name, object? value) => parameters.Add($"f{suffix}_{name}", value);
    }

    private const string OfTask = "c.unit_id = t.unit_id and c.id = t.case_id";

    // A value of the task's one case, not an "exists": PostgreSQL may answer that by reading all cases first.
    private const string SearchSql =
        $"""
        (t.case_id = @caseNumber or (
          select strpos(folded(c.title), @search) > 0 or strpos(folded(d.name), @search) > 0 or strpos(d.number, @sopNumber) > 0
            or strpos(folded(u.name), @search) > 0
          from cases c join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
          left join people u on u.unit_id = c.unit_id and u.id = c.customer_id
          where {OfTask}))
        """;

    private const string CustomerSql =
        "(select strpos(folded(u.name), @customer) > 0 "
        + $"from cases c join people u on u.unit_id = c.unit_id and u.id = c.customer_id where {OfTask})";

    private const string EscalatedSql =
        """
        t.level > 0 and exists (
          select from escalations e where e.unit_id = t.unit_id and e.case_id = t.case_id and e.no = t.no and e.is_open
            and e.mode <> 'notify')
        """;

    private static string? Text(string? text) => AddressText.Text(text, LongestText);
}

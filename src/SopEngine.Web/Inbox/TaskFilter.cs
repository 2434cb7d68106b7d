using Dapper;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Web.Shared;

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

/// <summary>When a task falls due; what is late counts as due.</summary>
public enum DueBy
{
    Today,

    /// <summary>Within seven days.</summary>
    Week,
}

/// <summary>What a list of tasks is narrowed to, as its address says. Null and empty mean: not by this.</summary>
/// <param name="Search">Part of the case's title, the customer's name, the SOP's name or number; or the case's own number, with or without #.</param>
/// <param name="Sop">Definition id.</param>
/// <param name="Lane">Lane id.</param>
/// <param name="Holder">Who has claimed it.</param>
/// <param name="Customer">Part of the customer's name.</param>
public sealed record TaskFilter(
    string? Search = null, string? Sop = null, string? Lane = null, TaskStanding? Standing = null, DueBy? Due = null, long? Holder = null, string? Customer = null)
{
    public const int LongestText = 100;

    public static readonly TaskFilter None = new();

    public bool IsEmpty => this == None;

    /// <summary>Of an address. What it does not understand it leaves out: a list is shown rather than refused.</summary>
    public static TaskFilter Of(IQueryCollection query) => new(
        Text(query["q"]), Text(query["sop"]), Text(query["lane"]), Word<TaskStanding>(query["standing"]), Word<DueBy>(query["due"]),
        long.TryParse(query["holder"], out var holder) ? holder : null, Text(query["customer"]));

    /// <summary>An address of the list narrowed so.</summary>
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

    /// <summary>As conditions on the task <c>t</c>, to be put behind others.</summary>
    /// <param name="suffix">Of the parameters' names, where one statement has several filters.</param>
    internal string Sql(string suffix = "")
    {
        var conditions = new List<string>();
        if (Search is not null) conditions.Add(SearchSql);
        if (Sop is not null) conditions.Add("t.definition_id = @sop");
        if (Lane is not null) conditions.Add("t.lane = @lane");
        if (Holder is not null) conditions.Add("t.holder_id = @holder");
        if (Customer is not null) conditions.Add($"exists (select from cases c where {OfTask} and {CustomerSql("@customer")})");
        if (Due is not null) conditions.Add("t.due_at < @dueBefore");
        if (Standing is { } standing) conditions.Add(StandingSql(standing));
        return string.Concat(conditions.Select(condition => $" and {condition.Replace("@", $"@f{suffix}_", StringComparison.Ordinal)}"));
    }

    /// <summary>The parameters of <see cref="Sql"/>.</summary>
    internal void AddTo(DynamicParameters parameters, Instant now, string suffix = "")
    {
        var today = now.InZone(When.Zone).Date;
        Add("search", Search?.ToLowerInvariant());
        Add("sopNumber", Search is null ? null : SopHeader.CanonicalNumber(Search));
        Add("caseNumber", long.TryParse(Search?.TrimStart('#'), out var number) ? number : null as long?);
        Add("sop", Sop);
        Add("lane", Lane);
        Add("holder", Holder);
        Add("customer", Customer?.ToLowerInvariant());
        Add("now", now.ToSql());
        Add("dueBefore", today.PlusDays(Due == DueBy.Week ? 7 : 1).AtStartOfDayInZone(When.Zone).ToInstant().ToSql());

        void Add(string name, object? value) => parameters.Add($"f{suffix}_{name}", value);
    }

    private const string OfTask = "c.unit_id = t.unit_id and c.id = t.case_id";

    private static readonly string SearchSql =
        $"""
        (t.case_id = @caseNumber or exists (
          select from cases c join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
          where {OfTask} and (strpos(lower(c.title), @search) > 0 or strpos(lower(d.name), @search) > 0 or strpos(d.number, @sopNumber) > 0
            or {CustomerSql("@search")})))
        """;

    private static string CustomerSql(string part) =>
        $"exists (select from people p where p.unit_id = c.unit_id and p.id = c.customer_id and strpos(lower(p.name), {part}) > 0)";

    private static string StandingSql(TaskStanding standing) => standing switch
    {
        TaskStanding.Late => "t.due_at <= @now",
        TaskStanding.Escalated =>
            """
            exists (
              select from escalations e where e.unit_id = t.unit_id and e.case_id = t.case_id and e.no = t.no and e.is_open and e.mode <> 'notify')
            """,
        TaskStanding.Warned => "t.due_at > @now and t.level > 0",
        TaskStanding.OnTime => "t.due_at > @now and t.due_at < 'infinity' and t.level = 0",
        TaskStanding.NoLimit => "t.due_at = 'infinity'",
        _ => throw new ArgumentOutOfRangeException(nameof(standing)),
    };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim() is var trimmed && trimmed.Length > LongestText ? trimmed[..LongestText] : trimmed;

    private static T? Word<T>(string? word) where T : struct, Enum =>
        Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
}

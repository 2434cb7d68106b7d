using System.Security.Cryptography;
using System.Text;
using Dapper;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Surveys;

/// <summary>Where a link leads: the survey of an office, of a service, or of one case.</summary>
/// <param name="Office">The office's name, and the code of its public pages.</param>
/// <param name="Service">Id of the SOP; null when the respondent chooses.</param>
/// <param name="ServiceName">Its name; null likewise.</param>
/// <param name="Case">The case that answers; null for a link that everybody may use.</param>
/// <param name="Customer">The case's customer, in whose name its step is done; null without one.</param>
/// <param name="Task">The case's open survey step; null when it has none.</param>
public sealed record SurveyLink(
    int Unit, string Office, string OfficeCode, string Zone, string? Service, string? ServiceName, long? Case, long? Customer, int? Task,
    bool IsAnswered);

/// <summary>Finds the links of all offices; those of cases are stored hashed.</summary>
public sealed class SurveyLinks(SopDatabase database, FlowCache flows, IClock clock)
{
    /// <summary>How long the link of a case may be used.</summary>
    public static readonly Duration Lasts = Duration.FromDays(30);

    private const int CodeLength = 10;
    private const int TokenLength = 43;

    private const string Office = "u.id as unit, u.name as office, u.code as office_code, u.calendar ->> 'zone' as zone";

    private const string ByCode =
        $"""
        select {Office}, l.definition_id as service, d.name as service_name, null::bigint as "case", null::bigint as customer,
          null::int as version, false as is_answered, null::int[] as tasks, null::int[] as activities
        from survey_links l join units u on u.id = l.unit_id
          left join lateral (
            select name from definitions where unit_id = l.unit_id and definition_id = l.definition_id
            order by is_published desc, version desc limit 1) d on true
        where l.code = @token and l.closed_at is null
        """;

    private const string ByToken =
        $"""
        select {Office}, c.definition_id as service, d.name as service_name, c.id as "case", c.customer_id as customer, c.version,
          exists (select from survey_marks m where m.unit_id = c.unit_id and m.mark = 'case:' || c.id) as is_answered, t.tasks, t.activities
        from survey_invitations i join units u on u.id = i.unit_id
          join cases c on c.unit_id = i.unit_id and c.id = i.case_id
          join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
          left join lateral (
            select array_agg(no order by no) as tasks, array_agg(activity order by no) as activities
            from tasks where unit_id = c.unit_id and case_id = c.id and closed_at is null) t on true
        where i.token_hash = @hash and i.expires_at > @now
        """;

    /// <returns>Null for a text that is no link, and for one that is closed or over: nobody learns which.</returns>
    public async Task<SurveyLink?> Find(string token, CancellationToken cancellation)
    {
        if (token.Length is not (CodeLength or TokenLength)
            || !token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')) return null;
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            token.Length == CodeLength ? ByCode : ByToken, new { token, hash = Hash(token), now = clock.Now() },
            cancellationToken: cancellation));
        return row is null ? null : row.Link(await OpenSurvey(row, cancellation));
    }

    /// <summary>The open survey step of a case; no other step is done by the link.</summary>
    private async Task<int?> OpenSurvey(Row row, CancellationToken cancellation)
    {
        if (row is not { Version: { } version, Tasks: { } tasks, Activities: { } activities }) return null;
        var flow = await flows.Get(new DefinitionVersion(row.Unit, row.Service!, version), cancellation);
        return tasks.Zip(activities).Where(task => flow.StepAt(task.Second) is { Kind: StepKind.Survey })
            .Select(task => (int?)task.First).FirstOrDefault();
    }

    /// <summary>Makes a link to the survey of a case.</summary>
    /// <returns>The secret part of the address, which is not stored.</returns>
    public async Task<string> Invite(int unit, long caseId, CancellationToken cancellation)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        await database.Execute(
            unit,
            """
            delete from survey_invitations where unit_id = @unit and case_id = @caseId and expires_at <= @now;
            insert into survey_invitations (unit_id, token_hash, case_id, expires_at)
            values (@unit, @hash, @caseId, @until)
            """,
            new { hash = Hash(token), caseId, now = clock.Now(), until = clock.Now() + Lasts }, cancellation);
        return token;
    }

    /// <summary>A new code for a link that everybody may use: without letters that are mistaken for one another.</summary>
    public static string NewCode() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", CodeLength);

    private sealed record Row
    {
        public int Unit { get; init; }
        public string Office { get; init; } = "";
        public string OfficeCode { get; init; } = "";
        public string Zone { get; init; } = "";
        public string? Service { get; init; }
        public string? ServiceName { get; init; }
        public long? Case { get; init; }
        public long? Customer { get; init; }
        public int? Version { get; init; }
        public bool IsAnswered { get; init; }
        public int[]? Tasks { get; init; }
        public int[]? Activities { get; init; }

        public SurveyLink Link(int? task) =>
            new(Unit, Office, OfficeCode, Zone, Service, ServiceName, Case, Customer, task, IsAnswered);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}

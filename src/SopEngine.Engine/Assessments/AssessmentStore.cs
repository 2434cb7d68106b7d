using NodaTime;
using SopEngine.Core.Assessments;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Assessments;

/// <summary>The consequence of an evaluation.</summary>
public enum Conclusion
{
    Keep,
    Revise,
    Revoke,
}

/// <summary>A kept form.</summary>
/// <param name="Methods">Names of the methods of a monitoring.</param>
/// <param name="Conclusion">Null for a monitoring.</param>
public sealed record Assessment(
    long Id, string Sop, int Version, AssessmentKind Kind, LocalDate On, string By, string ByTitle, Instant At,
    IReadOnlyList<string> Methods, Conclusion? Conclusion, IReadOnlyList<AssessedPoint> Points)
{
    /// <summary>The number of points that are not good.</summary>
    public int Faults => Points.Count(point => !point.IsGood);
}

/// <summary>A form as it was filled in.</summary>
/// <param name="Form">The same form sent twice is kept once.</param>
public sealed record NewAssessment(
    Guid Form, string Sop, int Version, AssessmentKind Kind, LocalDate On, IReadOnlyList<string> Methods, Conclusion? Conclusion,
    IReadOnlyList<AssessedPoint> Points);

/// <summary>The table <c>assessments</c>: forms that were filled in, which nobody changes.</summary>
public sealed class AssessmentStore(SopDatabase database, IClock clock)
{
    /// <summary>The methods of monitoring that the regulation names.</summary>
    public static readonly IReadOnlyList<string> Methods = ["observation", "performers", "customers", "discussion", "guidance"];

    private const string Insert =
        """
        insert into assessments (unit_id, form, definition_id, version, kind, on_day, person_id, at, methods, conclusion, points)
        values (@unit, @Form, @Sop, @Version, @kind, @on, @by, @now, @methods, @conclusion, @points::json)
        on conflict (unit_id, form) do nothing;
        select id from assessments where unit_id = @unit and form = @Form
        """;

    private const string Select =
        """
        select a.id, a.definition_id as sop, a.version, a.kind, a.on_day as on, p.name as by, p.title as by_title, a.at, a.methods,
          a.conclusion, a.points::text as points
        from assessments a join people p on p.unit_id = a.unit_id and p.id = a.person_id
        where a.unit_id = @unit and a.definition_id = @sop and (@id::bigint is null or a.id = @id)
        order by a.on_day desc, a.id desc limit 200
        """;

    public static string Name(AssessmentKind kind) => kind == AssessmentKind.Monitoring ? "monitoring" : "evaluation";

    /// <returns>Its number; that of the first for a form sent again.</returns>
    public Task<long> Keep(int unit, long by, NewAssessment filled, CancellationToken cancellation) =>
        database.QuerySingle<long>(unit, Insert, new
        {
            filled.Form,
            filled.Sop,
            filled.Version,
            kind = Name(filled.Kind),
            on = filled.On.ToDateOnly(),
            by,
            now = clock.Now(),
            methods = filled.Methods.ToArray(),
            conclusion = filled.Conclusion?.ToString().ToLowerInvariant(),
            points = AssessedPoint.Write(filled.Points),
        }, cancellation);

    /// <summary>The forms of a SOP, the latest first.</summary>
    /// <param name="id">Only this one; null for all.</param>
    public async Task<IReadOnlyList<Assessment>> Of(int unit, string sop, long? id, CancellationToken cancellation) =>
        [.. (await database.Query<Row>(unit, Select, new { sop, id }, cancellation)).Select(row => row.Assessment)];

    private sealed record Row
    {
        public long Id { get; init; }
        public string Sop { get; init; } = "";
        public int Version { get; init; }
        public string Kind { get; init; } = "";
        public DateOnly On { get; init; }
        public string By { get; init; } = "";
        public string ByTitle { get; init; } = "";
        public DateTime At { get; init; }
        public string[] Methods { get; init; } = [];
        public string? Conclusion { get; init; }
        public string Points { get; init; } = "";

        public Assessment Assessment => new(
            Id, Sop, Version, Kind == "monitoring" ? AssessmentKind.Monitoring : AssessmentKind.Evaluation, LocalDate.FromDateOnly(On), By,
            ByTitle, At.ToInstant(), Methods, Conclusion is null ? null : Enum.Parse<Conclusion>(Conclusion, ignoreCase: true),
            AssessedPoint.Read(Points));
    }
}

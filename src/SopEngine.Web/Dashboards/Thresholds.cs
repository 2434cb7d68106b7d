using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Figures of open steps that tell people when they reach a limit; <see cref="ThresholdWatch"/> looks.</summary>
public static class Thresholds
{
    public const int Most = 50, MostAtLeast = 1_000_000;

    /// <summary>The figures to choose from.</summary>
    public static readonly IReadOnlyList<Standing> Figures =
    [
        Standing.Late, Standing.Today, Standing.Week, Standing.Soon, Standing.Escalated, Standing.Unassigned, Standing.Vacant,
        Standing.Open,
    ];

    /// <param name="Count">The figure now.</param>
    /// <param name="People">Names of the people who are told.</param>
    /// <param name="ToldAt">Null while the figure is below.</param>
    public sealed record Item(
        long Id, Standing Figure, string? Sop, string? Lane, int AtLeast, int Count, IReadOnlyList<string> People, Instant? ToldAt)
    {
        /// <summary>The filter of the steps that it counts.</summary>
        public DashboardFilter Of(DashboardFilter filter) =>
            filter with { Standing = Figure, Sop = Sop, Lane = Lane, Who = null, Step = null, Order = null };
    }

    /// <param name="Readers">The people who can be told, by id: those who see dashboards.</param>
    public sealed record All(IReadOnlyList<Item> Items, IReadOnlyList<(long Id, string Name)> Readers);

    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<All>;

    /// <param name="Figure">A standing as addresses name it.</param>
    /// <param name="Sop">Null for all.</param>
    /// <param name="Lane">Null for all lanes of the office.</param>
    /// <param name="Key">The form's own; see <see cref="IdempotencyKey.OfForm"/>.</param>
    [Requires(Right.LeadCases)]
    public sealed record Add(
        Person Person, string? Figure, string? Sop, string? Lane, int? AtLeast, IReadOnlyList<long> People, string? Key)
        : IRequestOf<Unit>;

    [Requires(Right.LeadCases)]
    public sealed record Remove(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Add>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(add => add.Figure).Must(figure => Read(figure) is not null)
                .OverridePropertyName("figure").WithMessage(_ => texts["Threshold.FigureBad"]);
            RuleFor(add => add.AtLeast).NotNull().InclusiveBetween(1, MostAtLeast)
                .OverridePropertyName("atLeast").WithName(_ => texts["Threshold.AtLeast"]);
            RuleFor(add => add.People).NotEmpty().OverridePropertyName("people").WithMessage(_ => texts["Threshold.NobodyChosen"]);
        }
    }

    internal static Standing? Read(string? figure) =>
        Enum.TryParse<Standing>(figure, ignoreCase: true, out var standing) && Figures.Contains(standing) ? standing : null;

    internal record Row
    {
        public long Id { get; init; }
        public string Figure { get; init; } = "";
        public string? DefinitionId { get; init; }
        public string? Lane { get; init; }
        public int AtLeast { get; init; }
        public long[] People { get; init; } = [];
        public DateTime? ToldAt { get; init; }
    }

    internal sealed class Handler(SopDatabase database, OpenCounts counts, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, All>, IRequestHandler<Add, Unit>, IRequestHandler<Remove, Unit>
    {
        private static readonly string Readers =
            $"""
            select id, name from people where unit_id = @unit and kind = 'staff' and deactivated_at is null
              and {RightsSql.Of(Right.SeeDashboards, "roles")} order by name, id
            """;

        private static readonly string Sql =
            $"""
            select id, figure, definition_id, lane, at_least, people, told_at from thresholds where unit_id = @unit order by id;
            {Readers}
            """;

        private const string Insert =
            """
            insert into thresholds (unit_id, figure, definition_id, lane, at_least, people, made_by, made_at, form_key)
            select @unit, @figure, @sop, @lane, @atLeast, @people, @by, @now, @key
            where (select count(*) from thresholds where unit_id = @unit) < @most
              or exists (select from thresholds where unit_id = @unit and form_key = @key)
            on conflict (unit_id, form_key) where form_key is not null do update set form_key = excluded.form_key returning id
            """;

        public async Task<All> Handle(Query query, CancellationToken cancellationToken)
        {
            var (rows, readers) = await database.QueryMany(query.Person.UnitId, Sql, null, async results => (
                (await results.ReadAsync<Row>()).ToList(),
                (await results.ReadAsync<(long Id, string Name)>()).ToList()), cancellationToken);
            var count = await counts.Read(query.Person.UnitId).WaitAsync(cancellationToken);
            var names = readers.ToDictionary(reader => reader.Id, reader => reader.Name);
            return new(
                [
                    .. rows.Where(row => query.Person.Reach is not { } reach || reach.Contains(row.DefinitionId)).Select(row => new Item(
                        row.Id, Read(row.Figure) ?? Standing.Late, row.DefinitionId, row.Lane, row.AtLeast, 0,
                        [.. row.People.Where(names.ContainsKey).Select(id => names[id])], row.ToldAt?.ToInstant()))
                        .Select(item => item with { Count = count.Of(item.Of(query.Filter)) }),
                ], readers);
        }

        public async Task<Unit> Handle(Add request, CancellationToken cancellationToken)
        {
            var unit = request.Person.UnitId;
            var readers = (await database.Query<(long Id, string Name)>(unit, Readers, null, cancellationToken))
                .Select(reader => reader.Id).ToHashSet();
            if (!request.People.All(readers.Contains))
                throw new ProblemException(problems.Invalid("people", texts["Threshold.NobodyChosen"]));
            var added = await database.Query<long>(unit, Insert, new
            {
                figure = Read(request.Figure)!.Value.ToString().ToLowerInvariant(),
                sop = request.Sop,
                lane = request.Lane,
                atLeast = request.AtLeast,
                people = request.People.Distinct().ToArray(),
                by = request.Person.Id,
                now = clock.Now(),
                most = Most,
                key = IdempotencyKey.OfForm(
                    request.Person, request.Key, request.Figure, request.Sop, request.Lane, request.AtLeast, request.People),
            }, cancellationToken);
            return added.Count > 0 ? Unit.Value : throw new ProblemException(problems.Invalid("figure", texts["Threshold.TooMany", Most]));
        }

        public async Task<Unit> Handle(Remove request, CancellationToken cancellationToken) =>
            (await database.Query<long>(
                request.Person.UnitId, "delete from thresholds where unit_id = @unit and id = @id returning id", new { id = request.Id },
                cancellationToken)).Count > 0
                ? Unit.Value
                : throw new ProblemException(problems.NotFound());
    }
}

using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Notes on days for the readers of the trend: a broken machine, a moved office.</summary>
public static class DayNotes
{
    public const int LongestText = 200;

    private const int MostShown = 200;

    /// <param name="By">Name of the writer.</param>
    public sealed record Note(long Id, DateOnly Day, string Text, string By);

    /// <summary>The latest notes of the filter's period, the first day first.</summary>
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<IReadOnlyList<Note>>;

    /// <param name="Day">Null when it could not be read.</param>
    /// <param name="Key">The form's own; see <see cref="IdempotencyKey.OfForm"/>.</param>
    [Requires(Right.LeadCases)]
    public sealed record Write(Person Person, LocalDate? Day, string? Text, string? Key) : IRequestOf<Unit>;

    [Requires(Right.LeadCases)]
    public sealed record Remove(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Write>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(write => write.Day).NotNull().OverridePropertyName("day").WithMessage(_ => texts["Calendar.DateBad"]);
            RuleFor(write => write.Text)
                .NotEmpty().MaximumLength(LongestText).OverridePropertyName("text").WithName(_ => texts["Notes.Text"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems)
        : IRequestHandler<Query, IReadOnlyList<Note>>, IRequestHandler<Write, Unit>, IRequestHandler<Remove, Unit>
    {
        private static readonly string Sql =
            $"""
            select n.id, n.day, n.text, p.name as by
            from (
              select * from day_notes where unit_id = @unit and day between @first and @last order by day desc, id desc limit {MostShown}
            ) n join people p on p.unit_id = n.unit_id and p.id = n.by_id
            order by n.day, n.id
            """;

        public async Task<IReadOnlyList<Note>> Handle(Query query, CancellationToken cancellationToken) => await database.Query<Note>(
            query.Person.UnitId, Sql, new { first = query.Filter.From.ToDateOnly(), last = query.Filter.To.ToDateOnly() },
            cancellationToken);

        public async Task<Unit> Handle(Write request, CancellationToken cancellationToken)
        {
            await database.Execute(
                request.Person.UnitId,
                """
                insert into day_notes (unit_id, day, text, by_id, at, form_key) values (@unit, @day, @text, @by, @now, @key)
                on conflict (unit_id, form_key) where form_key is not null do nothing
                """,
                new
                {
                    day = request.Day!.Value.ToDateOnly(),
                    text = request.Text!.Trim(),
                    by = request.Person.Id,
                    now = clock.Now(),
                    key = IdempotencyKey.OfForm(request.Person, request.Key, $"{request.Day}", request.Text),
                },
                cancellationToken);
            return Unit.Value;
        }

        public async Task<Unit> Handle(Remove request, CancellationToken cancellationToken) =>
            (await database.Query<long>(
                request.Person.UnitId, "delete from day_notes where unit_id = @unit and id = @id returning id", new { id = request.Id },
                cancellationToken)).Count > 0
                ? Unit.Value
                : throw new ProblemException(problems.NotFound());
    }
}

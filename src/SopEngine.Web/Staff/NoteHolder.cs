using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>
/// Notes that a person held a post from one day to another, or corrects such a note: the program knows only the days since it is used, and
/// not the decrees.
/// </summary>
public static class NoteHolder
{
    /// <param name="Id">The note to correct; null for a new one.</param>
    /// <param name="Post">The post's name, of a new note.</param>
    /// <param name="Holder">The person, of a new note.</param>
    /// <param name="Until">Null while they hold it.</param>
    [Requires(Right.ManageStaff)]
    public sealed record Command(
        Person Person, long? Id, string Post, long Holder, LocalDate? From, LocalDate? Until, string Decree) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Post).NotEmpty().MaximumLength(200).When(command => command.Id is null)
                .WithName(_ => texts["Staff.JobTitle"]);
            RuleFor(command => command.From).NotNull().WithMessage(_ => texts["Posts.FromMissing"]);
            RuleFor(command => command.Until).Must((command, until) => until is null || until >= command.From)
                .WithMessage(_ => texts["Posts.UntilBefore"]);
            RuleFor(command => command.Decree).MaximumLength(200).WithName(_ => texts["Posts.Decree"]);
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Add =
            """
            insert into posts (unit_id, name) select @unit, @Post
            where exists (select from people where unit_id = @unit and id = @Holder and kind = 'staff') on conflict do nothing;

            with noted as (
              insert into post_holders (unit_id, post_id, person_id, from_on, until_on, decree, noted_at, noted_by)
              select p.unit_id, o.id, p.id, @from::date, @until::date, @Decree, @now, @by
              from people p join posts o on o.unit_id = p.unit_id and lower(o.name) = lower(@Post)
              where p.unit_id = @unit and p.id = @Holder and p.kind = 'staff' returning unit_id, person_id
            )
            """;

        private const string Correct =
            """
            with noted as (
              update post_holders set from_on = @from::date, until_on = @until::date, decree = @Decree, noted_at = @now, noted_by = @by
              where unit_id = @unit and id = @Id returning unit_id, person_id
            )
            """;

        private const string Log =
            """
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, person_id, @action, @detail from noted returning subject_id
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (from, until) = (Iso(command.From), Iso(command.Until));
            var noted = await database.Query<long>(command.Person.UnitId, (command.Id is null ? Add : Correct) + Log, new
            {
                command.Id,
                command.Post,
                command.Holder,
                command.Decree,
                from,
                until,
                now = clock.Now(),
                by = command.Person.Id,
                action = AuditLog.PostNoted,
                detail = $"{from} – {until ?? "…"}",
            }, cancellationToken);
            if (noted.Count > 0) return MediatR.Unit.Value;
            throw new ProblemException(command.Id is null
                ? problems.Invalid("holder", texts["Posts.HolderMissing"]) : problems.NotFound());
        }

        private static string? Iso(LocalDate? day) => day is { } known ? LocalDatePattern.Iso.Format(known) : null;
    }
}

using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Offices;

/// <summary>Puts the list of the first day away, or ticks the working hours as right. The other entries tick themselves.</summary>
public static class EndFirstDay
{
    public const string PutAway = "away", HoursAreRight = "hours";

    /// <param name="Deed"><see cref="PutAway"/> or <see cref="HoursAreRight"/>.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, string Deed) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) => RuleFor(command => command.Deed)
            .Must(deed => deed is PutAway or HoursAreRight).OverridePropertyName("deed")
            .WithMessage(_ => texts["Problem.BadValue", "deed"]);
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, MediatR.Unit>
    {
        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var column = command.Deed == PutAway ? "first_day_away_at" : "hours_seen_at";
            await database.Execute(
                command.Person.UnitId, $"update units set {column} = coalesce({column}, @now) where id = @unit; {AuditLog.Insert}", new
                {
                    now = clock.Now(),
                    by = command.Person.Id,
                    subject = (long?)null,
                    action = command.Deed == PutAway ? AuditLog.FirstDayPutAway : AuditLog.HoursConfirmed,
                    detail = (string?)null,
                }, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}

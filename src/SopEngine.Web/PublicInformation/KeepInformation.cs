using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.PublicInformation;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.PublicInformation;

/// <summary>Adds an entry to the list of public information, changes one, or takes one out.</summary>
public static class KeepInformation
{
    public const int Longest = 500;

    /// <param name="Item">Its id is 0 for a new one.</param>
    /// <param name="IsWithdrawn">True to take it out.</param>
    [Requires(Right.ManageOffice, Right.SeeFiguresOfOwnSops)]
    public sealed record Command(Person Person, InformationItem Item, bool IsWithdrawn = false) : IRequestOf<MediatR.Unit>;

    /// <summary>True for those who lead the office, and for the officer of the SOP that serves requests (PPID).</summary>
    public static async Task<bool> May(Person person, InformationRegister register, CancellationToken cancellation) =>
        person.May(Right.ManageOffice)
        || (person.AnswersFor.Count > 0 && (await register.Sops(person.UnitId, cancellation)).Intersect(person.AnswersFor).Any());

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            When(command => !command.IsWithdrawn, () =>
            {
                RuleFor(command => command.Item.Summary).NotEmpty().MaximumLength(Longest)
                    .OverridePropertyName("summary").WithName(_ => texts["Information.summary"]);
                RuleFor(command => command.Item.Class).Must(InformationItem.Classes.Contains)
                    .OverridePropertyName("class").WithMessage(_ => texts["Problem.BadValue", texts["Information.class"]]);
                RuleFor(command => command.Item.Holder).NotEmpty().MaximumLength(Longest)
                    .OverridePropertyName("holder").WithName(_ => texts["Information.holder"]);
                RuleFor(command => command.Item.Maker).MaximumLength(Longest)
                    .OverridePropertyName("maker").WithName(_ => texts["Information.maker"]);
                RuleFor(command => command.Item.Made).MaximumLength(Longest)
                    .OverridePropertyName("made").WithName(_ => texts["Information.made"]);
                RuleFor(command => command.Item.Format).MaximumLength(Longest)
                    .OverridePropertyName("format").WithName(_ => texts["Information.format"]);
                RuleFor(command => command.Item.Retention).MaximumLength(Longest)
                    .OverridePropertyName("retention").WithName(_ => texts["Information.retention"]);
                RuleFor(command => command.Item.Address).MaximumLength(Longest).Must(address => address.Length == 0
                    || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
                    .OverridePropertyName("address").WithMessage(_ => texts["Information.AddressBad"]);
            });
        }
    }

    internal sealed class Handler(SopDatabase database, InformationRegister register, IClock clock, Problems problems)
        : IRequestHandler<Command, MediatR.Unit>
    {
        private const string Add =
            """
            insert into information_items
              (unit_id, summary, class, holder, maker, made, format, retention, address, changed_at, changed_by)
            values (@unit, @Summary, @Class, @Holder, @Maker, @Made, @Format, @Retention, @Address, @now, @by) returning id
            """;

        private const string Change =
            """
            update information_items set summary = @Summary, class = @Class, holder = @Holder, maker = @Maker, made = @Made,
              format = @Format, retention = @Retention, address = @Address, changed_at = @now, changed_by = @by
            where unit_id = @unit and id = @Id and withdrawn_at is null returning id
            """;

        private const string Withdraw =
            """
            update information_items set withdrawn_at = @now, changed_at = @now, changed_by = @by
            where unit_id = @unit and id = @Id and withdrawn_at is null returning id
            """;

        private const string Note =
            $"""
            with kept as (<deed>)
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select @unit, @now, @by, null, '{AuditLog.InformationChanged}', '#' || id || ' ' || @Summary from kept returning 1
            """;

        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, item) = (command.Person, command.Item);
            if (!await May(person, register, cancellationToken)) throw new ProblemException(problems.Forbidden());
            var deed = command.IsWithdrawn ? Withdraw : item.Id == 0 ? Add : Change;
            var done = await database.Query<int>(
                person.UnitId, Note.Replace("<deed>", deed, StringComparison.Ordinal),
                new
                {
                    item.Id,
                    item.Summary,
                    item.Class,
                    item.Holder,
                    item.Maker,
                    item.Made,
                    item.Format,
                    item.Retention,
                    item.Address,
                    now = clock.Now(),
                    by = person.Id,
                }, cancellationToken);
            return done.Count == 1 ? MediatR.Unit.Value : throw new ProblemException(problems.NotFound());
        }
    }
}

using System.Globalization;
using FluentValidation;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>A tariff line as its form and its table hold it.</summary>
/// <param name="Amount">As it was typed; see <see cref="Rupiah"/>.</param>
public sealed record TariffFields(
    string Basis, string Group, string Item, string Condition, string Per, string Amount, LocalDate? From, LocalDate? Until)
{
    public const int LongestText = 300;

    /// <summary>More rupiah than scripts compute with exactly.</summary>
    private const decimal Largest = 1_000_000_000_000_000;

    public static readonly TariffFields Empty = new("", "", "", "", "", "", null, null);

    /// <summary>The amount; null for a text that is no number of whole rupiah.</summary>
    public long? Rupiah => NumberText.TryRead(Amount, out var number) && number is >= 0 and <= Largest && number == decimal.Truncate(number)
        ? (long)number : null;

    public static TariffFields Read(IFormCollection form) => new(
        Text(form, "basis"), Text(form, "group"), Text(form, "item"), Text(form, "condition"), Text(form, "per"), Text(form, "amount"),
        IsoDate.Read(form["from"]), IsoDate.Read(form["until"]));

    public static string Written(long amount) => amount.ToString("#,0", CultureInfo.GetCultureInfo("id-ID"));

    /// <summary>"Neraca analitik, sampai 150 kg: Rp300.000 per alat, 1 Januari 2026 – …".</summary>
    public string InWords()
    {
        var what = Condition.Length > 0 ? $"{Item}, {Condition}" : Item;
        return $"{what}: Rp{Written(Rupiah ?? 0)} {Per}".TrimEnd() + $", {Iso(From)} – {(Until is null ? "…" : Iso(Until))}";
    }

    public static string? Iso(LocalDate? day) => day is { } known ? LocalDatePattern.Iso.Format(known) : null;

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim();

    /// <summary>Checks the line of a command that adds or changes one.</summary>
    internal abstract class OfCommand<T> : AbstractValidator<T>
    {
        protected OfCommand(IStringLocalizer<Texts> texts, Func<T, TariffFields> line)
        {
            var rules = new Validator(texts);
            RuleFor(command => command).Custom((command, context) =>
            {
                foreach (var failure in rules.Validate(line(command)).Errors) context.AddFailure(failure);
            });
        }
    }

    internal sealed class Validator : AbstractValidator<TariffFields>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(fields => fields.Item).NotEmpty().MaximumLength(LongestText).WithName(_ => texts["Tariffs.Item"])
                .OverridePropertyName("item");
            RuleFor(fields => fields.Basis).MaximumLength(LongestText).WithName(_ => texts["Tariffs.Basis"]).OverridePropertyName("basis");
            RuleFor(fields => fields.Group).MaximumLength(100).WithName(_ => texts["Tariffs.Group"]).OverridePropertyName("group");
            RuleFor(fields => fields.Condition).MaximumLength(LongestText).WithName(_ => texts["Tariffs.Condition"])
                .OverridePropertyName("condition");
            RuleFor(fields => fields.Per).MaximumLength(100).WithName(_ => texts["Tariffs.Per"]).OverridePropertyName("per");
            RuleFor(fields => fields.Rupiah).NotNull().WithMessage(_ => texts["Tariffs.AmountBad"]).OverridePropertyName("amount");
            RuleFor(fields => fields.From).NotNull().WithMessage(_ => texts["Tariffs.FromMissing"]).OverridePropertyName("from");
            RuleFor(fields => fields.Until).Must((fields, until) => until is null || until >= fields.From)
                .WithMessage(_ => texts["Posts.UntilBefore"]).OverridePropertyName("until");
        }
    }
}

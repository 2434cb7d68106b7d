using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Web.Cases;

namespace SopEngine.Web.Forms;

/// <summary>
/// Works out the form of an open step while it is filled in: its tariffs, first values, computed ones, and which fields are shown.
/// </summary>
internal sealed class StepLook(SopDatabase database, OfficeClock clocks, IClock clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const string ValidTariffs =
        """
        select id, tariff_group as "group", item, condition, per, amount from tariffs
        where unit_id = @unit and valid_from <= @today::date and (valid_to is null or valid_to >= @today::date)
        order by lower(tariff_group), lower(item), lower(condition), id limit 2000
        """;

    private const string ValidDiscounts =
        """
        select id, who, percent, decree, proof from tariff_discounts
        where unit_id = @unit and valid_from <= @today::date and (valid_to is null or valid_to >= @today::date)
        order by lower(who), id limit 200
        """;

    /// <summary>The step with the tariffs of today to choose from, if its form has any.</summary>
    public async ValueTask<Step> Offer(int unit, Step step, CancellationToken cancellation)
    {
        if (!step.AsksForTariffs) return step;
        var today = clock.GetCurrentInstant().InZone((await clocks.Calendar(unit, cancellation)).Zone).Date;
        var prices = await database.QueryMany(
            unit, $"{ValidTariffs};{ValidDiscounts}", new { today = LocalDatePattern.Iso.Format(today) },
            async results => new PriceList(
                [.. await results.ReadAsync<TariffLine>()], [.. await results.ReadAsync<TariffDiscount>()]),
            cancellation);
        return step with { Fields = FormTariffs.With(step.Fields, prices) };
    }

    /// <param name="state">The state of the case, in which the task is open.</param>
    /// <param name="step">With its tariffs, as <see cref="Offer"/> gives it.</param>
    /// <param name="filled">The values so far; null for a form that begins.</param>
    /// <returns>The values to show, and the state of a form that needs one.</returns>
    public async ValueTask<(IFormCollection? Filled, FormState? State)> Of(
        int unit, Flow flow, CaseState state, int task, Step step, IFormCollection? filled, CancellationToken cancellation)
    {
        if (!FormFilling.IsLookNeeded(step)) return (filled, null);

        var calendar = await clocks.Calendar(unit, cancellation);
        var data = filled is null ? default : FormTariffs.Priced(step.Fields, FormData.Read(filled, step.Fields), Offered(step.Fields));
        int? billDays = filled is null && step.Bill == BillPart.Issue
            ? await database.QuerySingle<int>(unit, "select bill_days from units where id = @unit", null, cancellation) : null;
        var look = FormFilling.Look(flow, state, task, data, clock.GetCurrentInstant(), calendar, Patience, billDays);
        if (filled is null && look is { Data.ValueKind: System.Text.Json.JsonValueKind.Object })
            filled = FormData.Form(FormData.Given(look.Data, step.Fields));
        return (filled, look);
    }

    /// <summary>The lines and discounts that a form offers.</summary>
    public static PriceList Offered(IReadOnlyList<FormField> fields)
    {
        var all = fields.SelectMany(field => field.Columns.Prepend(field)).ToList();
        return new PriceList([.. all.SelectMany(field => field.Tariffs)], [.. all.SelectMany(field => field.Discounts)]);
    }
}

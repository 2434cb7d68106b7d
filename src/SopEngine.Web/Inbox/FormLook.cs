using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>
/// Works out the form of an open task while it is filled in: its first values, its computed ones, and which fields are shown.
/// </summary>
internal sealed class FormLook(SopDatabase database, OfficeClock clocks, IClock clock)
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

    /// <summary>The task with the tariffs of today to choose from, if its form has any.</summary>
    public async ValueTask<ReadTask.TaskDetail> Offer(Person person, ReadTask.TaskDetail task, CancellationToken cancellation)
    {
        if (task is not { IsOpen: true, Step: { AsksForTariffs: true } step }) return task;
        var today = clock.GetCurrentInstant().InZone((await clocks.Calendar(person.UnitId, cancellation)).Zone).Date;
        var prices = await database.QueryMany(
            person.UnitId, $"{ValidTariffs};{ValidDiscounts}", new { today = LocalDatePattern.Iso.Format(today) },
            async results => new PriceList(
                [.. await results.ReadAsync<TariffLine>()], [.. await results.ReadAsync<TariffDiscount>()]),
            cancellation);
        return task with { Step = step with { Fields = FormTariffs.With(step.Fields, prices) } };
    }

    /// <param name="filled">The values so far; null for a form that begins.</param>
    /// <returns>The values to show, and the state of a form that needs one.</returns>
    public async ValueTask<(IFormCollection? Filled, FormState? State)> Of(
        Person person, ReadTask.TaskDetail task, IFormCollection? filled, CancellationToken cancellation)
    {
        if (task is not { Step: { } step, State: { } state, Flow: { } flow } || !FormFilling.IsLookNeeded(step)) return (filled, null);

        var calendar = await clocks.Calendar(person.UnitId, cancellation);
        var data = filled is null ? default : FormTariffs.Priced(step.Fields, FormData.Read(filled, step.Fields), Offered(step.Fields));
        int? billDays = filled is null && step.Bill == BillPart.Issue
            ? await database.QuerySingle<int>(person.UnitId, "select bill_days from units where id = @unit", null, cancellation) : null;
        var look = FormFilling.Look(flow, state, task.Item.Id.No, data, clock.GetCurrentInstant(), calendar, Patience, billDays);
        if (filled is null && look is { Data.ValueKind: JsonValueKind.Object })
            filled = FormData.Form(FormData.Given(look.Data, step.Fields));
        return (filled, look);
    }

    private static PriceList Offered(IReadOnlyList<FormField> fields)
    {
        var all = fields.SelectMany(field => field.Columns.Prepend(field)).ToList();
        return new PriceList([.. all.SelectMany(field => field.Tariffs)], [.. all.SelectMany(field => field.Discounts)]);
    }
}

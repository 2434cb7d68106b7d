using Microsoft.Extensions.Localization;
using SopEngine.Core.Appointments;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The appointments of cases as entries for calendars.</summary>
public sealed class Appointments(SopDatabase database, PublicAddress address, IStringLocalizer<Texts> texts)
{
    public const string MediaType = "text/calendar";

    private static readonly string Sql =
        $"""
        select {StoredAppointment.Columns}, c.title, coalesce(c.register_number, '#' || c.id) as number, u.name as office
        from appointments a join cases c on c.unit_id = a.unit_id and c.id = a.case_id join units u on u.id = a.unit_id
        where a.unit_id = @unit and a.case_id = @caseId and a.step = @step and (@customer::bigint is null or c.customer_id = @customer)
        """;

    public static string Address(long caseId, string step) => $"/cases/{caseId}/appointments/{Uri.EscapeDataString(step)}";

    /// <summary>"janji-temu-123.ics".</summary>
    public static string FileName(long caseId) => $"janji-temu-{caseId}.ics";

    /// <summary>The entry as it is now, in the language of the current culture; null when there is none.</summary>
    /// <param name="customer">The case has to be this customer's; null for staff.</param>
    /// <param name="isMailed">True for an invitation; false for an entry to download.</param>
    public async Task<Invitation?> Find(
        int unit, long caseId, string step, long? customer, bool isMailed, CancellationToken cancellation)
    {
        if (await database.QuerySingle<Row>(unit, Sql, new { caseId, step, customer }, cancellation) is not { } row) return null;
        var method = row.IsOff ? InvitationMethod.Cancel : isMailed ? InvitationMethod.Request : InvitationMethod.Publish;
        return new Invitation(
            method, $"{row.Uid}@sopengine", row.Sequence, row.ChangedAt.ToInstant(), row.FromAt.ToInstant(), row.ToAt.ToInstant(),
            row.Title, texts["Appointment.Entry", row.Office, row.Title, row.Number], row.Place, $"{address.ForMessages}/cases/{caseId}");
    }

    private sealed class Row
    {
        public Guid Uid { get; init; }
        public int Sequence { get; init; }
        public DateTime FromAt { get; init; }
        public DateTime ToAt { get; init; }
        public string Place { get; init; } = "";
        public bool IsOff { get; init; }
        public DateTime ChangedAt { get; init; }
        public string Title { get; init; } = "";
        public string Number { get; init; } = "";
        public string Office { get; init; } = "";
    }
}

using System.Text.Json;
using Dapper;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>The bills of a case, for papers and pages.</summary>
public static class CaseBills
{
    /// <summary>All bills of a case, the newest first; reads in the transaction that is open on the connection.</summary>
    public static async Task<IReadOnlyList<CaseBill>> Of(
        NpgsqlConnection connection, int unit, long caseId, CancellationToken cancellation) =>
        [.. (await connection.QueryAsync<StoredBill>(new CommandDefinition(
            $"select {StoredBill.Columns} from bills b where unit_id = @unit and case_id = @caseId order by no desc",
            new { unit, caseId }, cancellationToken: cancellation))).Select(row => row.Bill)];

    /// <summary>The bill that counts: the paid one, or else the newest; null for a case without one.</summary>
    public static async Task<CaseBill?> Current(NpgsqlConnection connection, int unit, long caseId, CancellationToken cancellation) =>
        Current(await Of(connection, unit, caseId, cancellation));

    /// <param name="bills">The newest first.</param>
    public static CaseBill? Current(IReadOnlyList<CaseBill> bills) =>
        bills.FirstOrDefault(bill => bill.Status == BillStatus.Paid)
        // A bill that was taken back leaves the one before it as it was.
        ?? bills.FirstOrDefault(bill => bill.IsOpen) ?? (bills.Count > 0 ? bills[0] : null);

    /// <summary>
    /// The refusal of a code or an NTPN that another bill of the office has. It says nothing of that bill: the reader may not see its case.
    /// The database refuses what two send at the same moment; the second of them is tried again, and comes by here.
    /// </summary>
    internal static async ValueTask<Refusal?> Used(
        NpgsqlConnection connection, LockedCase target, Step step, TaskCompleted completed, CancellationToken cancellation)
    {
        if (step.Billing is not { Code: { } field } bill || completed.Data.ValueKind != JsonValueKind.Object
            || !completed.Data.TryGetProperty(field.Name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        var isIssue = bill.Part == BillPart.Issue;
        await using var read = connection.Command(isIssue ? UsedCode : UsedNtpn, target.Definition.Unit, target.Id, value.GetString()!);
        if (await read.ExecuteScalarAsync(cancellation) is null) return null;
        return new Refusal(RefusalReason.DataInvalid, "",
            [new FieldProblem(field.Name, field.Label, isIssue ? FieldFault.BillCodeUsed : FieldFault.NtpnUsed)]);
    }

    /// <summary>The case's own code counts as used while another bill of it has taken its place.</summary>
    private const string UsedCode =
        """
        select true from bills
        where unit_id = $1 and code = $3 and (case_id <> $2 or status not in ('cancelled', 'paid')) limit 1
        """;

    private const string UsedNtpn = "select true from bills where unit_id = $1 and ntpn = $3 and case_id <> $2 limit 1";
}

using Npgsql;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct BillRow(int Unit, long Case, CaseBill Bill);

/// <summary>The table <c>bills</c>: what follows from the histories of cases.</summary>
internal sealed class BillsTable
{
    /// <summary>A changed row keeps its code and amount: another code is another bill.</summary>
    private static readonly RowStatement<BillRow> Upsert = new RowColumns<BillRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("no", row => row.Bill.No)
        .Add("code", row => row.Bill.Code)
        .Add("amount", row => row.Bill.Amount)
        .Add("issued_at", row => row.Bill.IssuedAt.ToSql())
        .Add("ends_at", row => row.Bill.Until.ToSql())
        .Add("status", row => row.Bill.Status.Name())
        .Add("ntpn", row => row.Bill.Ntpn)
        .Add("paid_at", row => row.Bill.PaidAt?.ToSql())
        .Add("replaces", row => row.Bill.Replaces)
        .Statement(columns =>
            $"""
            insert into bills ({columns.Names}) select {columns.List}
            on conflict (unit_id, case_id, no) do update
            set status = excluded.status, ntpn = excluded.ntpn, paid_at = excluded.paid_at
            """);

    /// <summary>Bills as the transaction leaves them, in the order in which they were first changed: old ones before new ones.</summary>
    private readonly OrderedDictionary<(int, long, int), BillRow> _rows = [];

    public void Set(LockedCase of, CaseBill bill) =>
        _rows[(of.Definition.Unit, of.Id, bill.No)] = new BillRow(of.Definition.Unit, of.Id, bill);

    public void Write(NpgsqlBatch batch) => Upsert.AddTo(batch, _rows.Values);
}

/// <summary>A bill as a row of the database.</summary>
public record StoredBill : IOfCase
{
    /// <summary>The columns of a bill <c>b</c>.</summary>
    public const string Columns =
        "b.unit_id, b.case_id, b.no, b.code, b.amount, b.issued_at, b.ends_at, b.status, b.ntpn, b.paid_at, b.replaces";

    public int UnitId { get; init; }
    public long CaseId { get; init; }
    public int No { get; init; }
    public string Code { get; init; } = "";
    public long Amount { get; init; }
    public DateTime IssuedAt { get; init; }
    public DateTime EndsAt { get; init; }
    public string Status { get; init; } = "";
    public string? Ntpn { get; init; }
    public DateTime? PaidAt { get; init; }
    public int? Replaces { get; init; }

    public CaseBill Bill => new(
        No, Code, Amount, IssuedAt.ToInstant(), EndsAt.ToInstant(), BillStatuses.Read(Status), Ntpn, PaidAt?.ToInstant(), Replaces);
}

public static class BillStatuses
{
    /// <summary>Its name in the database and in addresses.</summary>
    public static string Name(this BillStatus status) => status.ToString().ToLowerInvariant();

    public static BillStatus Read(string name) => Enum.Parse<BillStatus>(name, ignoreCase: true);
}

using Npgsql;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

internal readonly record struct AppointmentRow(int Unit, long Case, CaseAppointment Made, DateTime At);

/// <summary>The table <c>appointments</c>: what follows from the histories of cases, and the name of each in calendars.</summary>
internal sealed class AppointmentsTable
{
    private static readonly RowStatement<AppointmentRow> Upsert = new RowColumns<AppointmentRow>()
        .Add("unit_id", row => row.Unit)
        .Add("case_id", row => row.Case)
        .Add("step", row => row.Made.Step)
        .Add("sequence", row => row.Made.Sequence)
        .Add("from_at", row => row.Made.From.ToSql())
        .Add("to_at", row => row.Made.To.ToSql())
        .Add("place", row => row.Made.Place)
        .Add("is_off", row => row.Made.IsOff)
        .Add("changed_at", row => row.At)
        .Statement(columns =>
            $"""
            insert into appointments ({columns.Names}) select {columns.List}
            on conflict (unit_id, case_id, step) do update set sequence = excluded.sequence, from_at = excluded.from_at,
              to_at = excluded.to_at, place = excluded.place, is_off = excluded.is_off, changed_at = excluded.changed_at
            """);

    /// <summary>As the transaction leaves them.</summary>
    private readonly Dictionary<(int, long, string), AppointmentRow> _rows = [];

    public void Set(LockedCase of, CaseAppointment made, DateTime at) =>
        _rows[(of.Definition.Unit, of.Id, made.Step)] = new AppointmentRow(of.Definition.Unit, of.Id, made, at);

    public void Write(NpgsqlBatch batch) => Upsert.AddTo(batch, _rows.Values);
}

/// <summary>An appointment as a row of the database.</summary>
public sealed record StoredAppointment
{
    /// <summary>The columns of an appointment <c>a</c>.</summary>
    public const string Columns = "a.step, a.uid, a.sequence, a.from_at, a.to_at, a.place, a.is_off, a.changed_at";

    public string Step { get; init; } = "";
    public Guid Uid { get; init; }
    public int Sequence { get; init; }
    public DateTime FromAt { get; init; }
    public DateTime ToAt { get; init; }
    public string Place { get; init; } = "";
    public bool IsOff { get; init; }
    public DateTime ChangedAt { get; init; }
}

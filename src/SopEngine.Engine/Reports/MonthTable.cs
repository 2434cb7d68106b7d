using System.Globalization;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Reports;

namespace SopEngine.Engine.Reports;

/// <summary>
/// The office's figures of a month as documents print them, SOP by SOP: those of the month's report, counted by the same statement.
/// </summary>
public sealed class MonthTable(PeriodReports reports)
{
    private const string None = "–";

    private static readonly CultureInfo Indonesian = CultureInfo.GetCultureInfo("id-ID");

    /// <inheritdoc cref="Documents.MonthFigures"/>
    public async Task<DocumentTable> Of(NpgsqlConnection connection, int unit, LocalDate month, CancellationToken cancellation)
    {
        var zone = await connection.QuerySingleAsync<string>(new CommandDefinition(
            "select calendar ->> 'zone' from units where id = @unit", new { unit }, cancellationToken: cancellation));
        var report = await reports.Read(
            connection, unit, ReportPeriod.Of(ReportGrain.Month, month), DateTimeZoneProviders.Tzdb[zone], cancellation);
        return Of(report);
    }

    internal static DocumentTable Of(PeriodReport report)
    {
        var (cases, steps) = (report.Cases, report.Steps);
        return new DocumentTable(
            [
                new("sop", "SOP", Sum: "Jumlah"),
                Number("masuk", "Berkas masuk", cases.Opened),
                Number("selesai", "Selesai", cases.Finished),
                Number("tepat", "Tepat waktu", cases.Kept),
                Number("terlambat", "Terlambat", cases.Broken),
                new("persen", "Tepat (%)", true, Percent(cases.KeptShare)),
                new("langkah", "Langkah tepat (%)", true, Percent(steps.InTimeShare)),
            ],
            [.. report.Sops.Select(Row)]);
    }

    private static DocumentColumn Number(string name, string head, int sum) => new(name, head, true, Shown(sum));

    private static IReadOnlyList<string> Row(SopFigures sop)
    {
        var hasPromise = sop.Cases.Kept + sop.Cases.Broken > 0;
        return
        [
            sop.Number is { Length: > 0 } number ? $"{sop.Name} ({number})" : sop.Name,
            Shown(sop.Cases.Opened), Shown(sop.Cases.Finished),
            hasPromise ? Shown(sop.Cases.Kept) : None, hasPromise ? Shown(sop.Cases.Broken) : None,
            Percent(sop.Cases.KeptShare), Percent(sop.Steps.InTimeShare),
        ];
    }

    private static string Shown(int count) => count.ToString("#,0", Indonesian);

    private static string Percent(double? share) => share?.ToString("0.#", Indonesian) ?? None;
}

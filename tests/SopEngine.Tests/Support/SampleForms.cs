using NodaTime;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Tests.Support;

/// <summary>Filled-in forms of the SOP of the sample service.</summary>
internal static class SampleForms
{
    private static int _codes;

    /// <summary>The form of the step that receives samples.</summary>
    public static object Received(string sample = "Kopi bubuk") =>
        new { contohDiterima = new[] { new { nama = sample, kondisi = "Baik" } } };

    /// <summary>A billing code that no other bill has.</summary>
    public static string BillingCode() => $"8202{Interlocked.Increment(ref _codes):00000000000}";

    /// <summary>The number of a payment that no other has.</summary>
    public static string Ntpn() => $"A1B2C3D4{Interlocked.Increment(ref _codes):00000000}";

    /// <summary>The form of the step that issues the bill, to be paid within a week.</summary>
    public static object Billed(string? code = null, long amount = 210_000) =>
        new { kodeBilling = code ?? BillingCode(), jumlahTagihan = amount, jatuhTempo = Moment(Now + Duration.FromDays(7)) };

    /// <summary>The form of the step that receives its payment.</summary>
    public static object Paid(long amount = 210_000) => new { ntpn = Ntpn(), dibayarPada = Moment(Now), jumlahDibayar = amount };

    /// <summary>A field's value for a date with a time: a bill ends in a week, all else is now.</summary>
    public static string Moment(string field, Instant? now = null) =>
        Moment((now ?? Now) + (field == "jatuhTempo" ? Duration.FromDays(7) : Duration.Zero));

    private static Instant Now => SystemClock.Instance.GetCurrentInstant();

    private static string Moment(Instant at) =>
        FormMoments.DateTime.Format(at.InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).LocalDateTime);
}

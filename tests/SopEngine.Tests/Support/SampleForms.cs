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
}

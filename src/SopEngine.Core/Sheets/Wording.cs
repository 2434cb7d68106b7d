namespace SopEngine.Core.Sheets;

/// <summary>The printed texts of a sheet. A sheet is an official form and Indonesian in every language of the pages around it.</summary>
internal static class Wording
{
    public const string Start = "Mulai";
    public const string End = "Selesai";

    public const string Number = "Nomor SOP";
    public const string CreatedOn = "Tanggal Pembuatan";
    public const string RevisedOn = "Tanggal Revisi";
    public const string EffectiveOn = "Tanggal Efektif";
    public const string ApprovedBy = "Disahkan oleh";
    public const string Title = "Nama SOP";
    public const string Nip = "NIP";
    public const string None = "-";

    /// <summary>Room to write a value that the SOP's header lacks.</summary>
    public const string Blank = "........................................";

    public const string LegalBasis = "Dasar Hukum";
    public const string Qualifications = "Kualifikasi Pelaksana";
    public const string RelatedSops = "Keterkaitan";
    public const string Equipment = "Peralatan/Perlengkapan";
    public const string Warnings = "Peringatan";
    public const string Records = "Pencatatan dan Pendataan";
    public const string Continued = "(lanjutan)";

    public const string RowNumber = "No";
    public const string Activity = "Kegiatan";
    public const string Performers = "Pelaksana";
    public const string Standard = "Mutu Baku";
    public const string Requirements = "Kelengkapan";
    public const string Time = "Waktu";
    public const string Output = "Output";
    public const string Remarks = "Keterangan";

    public static string IdentityOf(string title) => $"Identitas SOP {title}.";

    public static string Step(string number, string instruction) => $"Langkah {number}: {instruction.TrimEnd('.')}.";

    public static string Next(string target, string label) => label.Length == 0 ? $"Lanjut ke {target}." : $"{label}: ke {target}.";

    public static string ToStep(string number) => $"langkah {number}";

    public static string ToConnector(string letter) => $"sambungan {letter} di halaman lain";

    public static string Superseded(int version) => $"Versi {version}, tidak berlaku lagi";

    public static string Page(int number, int of) => $"Halaman {number} dari {of}";
}

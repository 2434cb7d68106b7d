using System.Text.RegularExpressions;
using System.Xml.Linq;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Language;

/// <summary>Texts use the words of an Indonesian office, one word for one thing, and English texts have no Indonesian word.</summary>
internal sealed partial class WordsTests
{
    /// <summary>
    /// Words that a reader rejected, each with the word to write. A <c>berkas</c> is a case; an uploaded file is a dokumen.
    /// </summary>
    private static readonly (string Wrong, string Right)[] Rejected =
    [
        ("Selamat bekerja", "Selamat datang"),
        ("Tidak jadi", "Batal"),
        ("di tangan Anda", "untuk Anda"),
        ("Kembalikan ke antrean", "Lepaskan"),
        ("[Nn]aik (kepada|ke) ", "dieskalasikan kepada"),
        (@"[Dd]ieskalasi\b", "dieskalasikan"),
        ("[Jj]anji (sampai|layanan)", "dijanjikan selesai paling lambat; standar layanan"),
        (@"\b[Dd]ipenuhi|[Dd]itepati", "terpenuhi"),
        ("[Tt]erlewati", "terlampaui"),
        (@"mutu baku dan kenyataan|waktu nyata", "realisasi waktu"),
        (@"^lewat \{", "terlambat {0}"),
        ("lewat batas", "terlambat"),
        ("[Jj]atuh tempo", "tenggat"),
        (@"\b[Dd]ipegang", "dikerjakan"),
        (@"\b[Pp]utusan", "keputusan"),
        (@"\b[Kk]ejadian", "peristiwa"),
        (@"\b[Ss]urel\b", "e-mail"),
        (@"\b[Ss]aringan\b", "penyaring"),
        (@"\b[Rr]angkuman", "ringkasan"),
        ("[Pp]apan tik", "papan ketik"),
        (@"\b[Mm]usim\b", "periode jam khusus"),
        ("[Pp]enahanan masuk|[Mm]asuk ditahan", "blokir"),
        ("Keluarkan pegawai|Pegawai (di)?keluar", "nonaktifkan"),
        ("di unit ini|unit Anda|kepala unit|milik unit", "kantor"),
        (@"\b[Jj]udul berkas", "perihal"),
        ("[Bb]erkas (yang Anda pilih|kosong|PDF|JSON)|jenis berkas|per berkas\\.|nama berkas", "dokumen"),
    ];

    private static IEnumerable<string> Files(string pattern) =>
        Sources.Files("src", pattern).Select(file => Path.GetRelativePath(Sources.Root, file)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Indonesian() => Files("*.resx").Where(file => !file.EndsWith(".en.resx", StringComparison.Ordinal));

    private static IEnumerable<string> English() => Files("*.en.resx");

    [TestCaseSource(nameof(Indonesian))]
    public void No_text_uses_a_rejected_word(string file) => Assert.That(Faults(Texts(file)), Is.Empty);

    [Test]
    public void Neither_does_the_designer_nor_the_speech_of_the_demo_offices()
    {
        var studio = Read("src/SopEngine.Web/wwwroot/designer/indonesian.js").Split('\n').Index();
        var habits = Read("src/SopEngine.Web/Demo/habits.json").Split('\n').Index();

        Assert.That(Faults(studio.Select(line => ($"indonesian.js:{line.Index + 1}", line.Item))), Is.Empty);
        Assert.That(Faults(habits.Select(line => ($"habits.json:{line.Index + 1}", line.Item))), Is.Empty);
    }

    [Test]
    public void What_is_uploaded_is_a_document_and_never_a_case() => Assert.That(
        Texts("src/SopEngine.Web/Language/Texts.resx")
            .Where(text => text.Key.StartsWith("Document.", StringComparison.Ordinal) || text.Key == "Kept.Files")
            .Where(text => BareCase().IsMatch(text.Text)),
        Is.Empty);

    [TestCaseSource(nameof(English))]
    public void An_English_text_has_no_Indonesian_word(string file) => Assert.That(
        Texts(file).Where(text => IndonesianWord().IsMatch(Stored().Replace(text.Text, ""))), Is.Empty);

    private static List<string> Faults(IEnumerable<(string Key, string Text)> texts) =>
    [
        .. from text in texts
           from word in Rejected
           where Regex.IsMatch(text.Text, word.Wrong, RegexOptions.CultureInvariant)
           select $"{text.Key}: write “{word.Right}” in “{text.Text.Trim()}”",
    ];

    private static IEnumerable<(string Key, string Text)> Texts(string file) =>
        XDocument.Load(Path.Combine(Sources.Root, file)).Root!.Elements("data")
            .Select(data => ((string)data.Attribute("name")!, (string)data.Element("value")!));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Sources.Root, file));

    [GeneratedRegex(@"\b[Bb]erkas\b(?! (ini|berkas))(?<!Dokumen berkas)(?<!pada berkas)")]
    private static partial Regex BareCase();

    [GeneratedRegex(@"\b(hari|jam|menit|minggu|bulan|berkas|langkah|tugas|tidak|dan|yang|untuk|dengan|kantor)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IndonesianWord();

    /// <summary>
    /// Words that a definition stores in Indonesian: units of time as its JSON has them, and places in a schedule's subject.
    /// </summary>
    [GeneratedRegex(@"\{\{?[a-z A-Z0-9:]+\}?\}|menit, jam, hari, minggu or bulan")]
    private static partial Regex Stored();
}

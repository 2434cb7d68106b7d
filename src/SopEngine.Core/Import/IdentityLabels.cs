using SopEngine.Core.Sheets;

namespace SopEngine.Core.Import;

/// <summary>The fields of the identity block, each told by the label before it.</summary>
public enum IdentityField
{
    Number, CreatedOn, RevisedOn, EffectiveOn, ApprovedOn, ApprovedBy, Title,
    LegalBasis, Qualifications, RelatedSops, Equipment, Warnings, Records,
}

/// <summary>A label found on a page, and what follows it on its line.</summary>
internal sealed record FoundLabel(IdentityField Field, Box Box, IReadOnlyList<PageWord> Rest, int Words, bool IsExact);

/// <summary>Finds the labels of identity blocks in all the ways that offices write them, a slip or two in long words allowed.</summary>
internal static class IdentityLabels
{
    private static readonly (IdentityField Field, string[] Names)[] Known =
    [
        (IdentityField.Number, ["nomor sop ap", "nomor sop", "no sop ap", "no sop", "no prosedur kerja", "nomor prosedur kerja",
            "nomor prosedur", "nomor dokumen", "no dokumen", "nomor"]),
        (IdentityField.CreatedOn, ["tanggal pembuatan sop", "tanggal pembuatan", "tgl pembuatan", "tanggal sop", "tgl sop",
            "tanggal dibuat", "tanggal penyusunan", "tgl penyusunan", "tanggal pembuatan sop ap"]),
        (IdentityField.RevisedOn, ["tanggal revisi sop", "tanggal revisi", "tgl revisi", "tanggal perubahan", "rev ed", "revisi edisi",
            "revisi"]),
        (IdentityField.EffectiveOn, ["tanggal efektif sop", "tanggal efektif", "tgl efektif", "tanggal berlaku", "tgl berlaku",
            "tanggal mulai berlaku"]),
        (IdentityField.ApprovedOn, ["tanggal pengesahan", "tgl pengesahan", "tanggal disahkan", "tanggal penetapan", "tanggal ditetapkan"]),
        (IdentityField.ApprovedBy, ["disahkan oleh", "disyahkan oleh", "ditetapkan oleh", "disetujui oleh", "di sahkan oleh",
            "pengesahan oleh"]),
        (IdentityField.Title, ["nama sop ap", "nama sop", "judul sop ap", "judul sop", "nama prosedur kerja", "nama prosedur",
            "judul prosedur", "nama standar operasional prosedur"]),
        (IdentityField.LegalBasis, ["dasar hukum", "landasan hukum"]),
        (IdentityField.Qualifications, ["kualifikasi pelaksana", "kualifikasi pelaksanaan", "kualifikasi pelaksana sop", "kualifikasi"]),
        (IdentityField.RelatedSops, ["keterkaitan dengan sop lain", "keterkaitan dengan sop", "keterkaitan sop", "keterkaitan"]),
        (IdentityField.Equipment, ["peralatan dan perlengkapan", "perlengkapan dan peralatan", "peralatan perlengkapan",
            "perlengkapan peralatan", "peralatan kelengkapan", "peralatan", "perlengkapan"]),
        (IdentityField.Warnings, ["peringatan"]),
        (IdentityField.Records, ["pencatatan dan pendataan", "pendataan dan pencatatan", "pencatatan pendataan",
            "pencatatan dan pendataaan", "pencatatan"]),
    ];

    /// <summary>True for the six lists below the head.</summary>
    public static bool IsSection(IdentityField field) => field >= IdentityField.LegalBasis;

    /// <summary>The labels of a page. A label begins a phrase; a short one is the whole of it, or a colon follows.</summary>
    public static List<FoundLabel> Of(IEnumerable<PageWord> words)
    {
        var found = new List<FoundLabel>();
        foreach (var phrase in LooseGrid.Phrases(words))
            if (At(phrase.Words) is { } label) found.Add(label);
        return found;
    }

    /// <summary>The label that some words begin with: the longest name that fits.</summary>
    /// <param name="isRunning">Values follow without a mark.</param>
    public static FoundLabel? At(IReadOnlyList<PageWord> words, bool isRunning = false)
    {
        FoundLabel? best = null;
        for (var count = Math.Min(6, words.Count); count > 0; count--)
        {
            var folded = Spelling.Folded(TextLines.Joined([.. words.Take(count)]));
            if (folded.Length is < 5 or > 60) continue;
            foreach (var (field, names) in Known)
            {
                foreach (var name in names)
                {
                    if (!Fits(folded, name)) continue;
                    var rest = words.Skip(count).ToList();
                    if (!(isRunning ? name is not ("nomor" or "revisi" or "judul" or "rev ed")
                        : MayStand(name, words[count - 1], rest))) continue;
                    var box = TextLines.Around([.. words.Take(count)]);
                    var label = new FoundLabel(field, box, WithoutColon(rest), count, folded == name);
                    if (best is null || count > best.Words || (label.IsExact && !best.IsExact && count == best.Words)) best = label;
                }
            }
        }

        return best;
    }

    private static bool Fits(string folded, string name)
    {
        if (folded == name) return true;

        var (own, known) = (folded.Split(' '), name.Split(' '));
        if (own.Length != known.Length) return Math.Min(folded.Length, name.Length) > 9
            && folded.Replace(" ", "", StringComparison.Ordinal) == name.Replace(" ", "", StringComparison.Ordinal);

        return own.Zip(known).All(pair => Spelling.Same(pair.First, pair.Second)) && own.Any(word => word.Length > 5);
    }

    private static bool MayStand(string name, PageWord last, List<PageWord> rest)
    {
        var isMarked = last.Text.EndsWith(':') || (rest.Count > 0 && rest[0].Text.StartsWith(':'));
        return rest.Count == 0 || isMarked
            || (name.Contains(' ') && name is not ("rev ed" or "keterkaitan sop" or "keterkaitan dengan sop"));
    }

    private static List<PageWord> WithoutColon(List<PageWord> rest)
    {
        if (rest.Count == 0 || !rest[0].Text.StartsWith(':')) return rest;

        var text = rest[0].Text.TrimStart(':', ' ');
        return text.Length == 0 ? rest[1..] : [rest[0] with { Text = text }, .. rest[1..]];
    }
}

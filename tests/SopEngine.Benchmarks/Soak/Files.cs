using System.Text;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Small files of the usual kinds.</summary>
internal static class Files
{
    private static readonly byte[] Pdf = """
        %PDF-1.4
        1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
        trailer<</Root 1 0 R>>
        %%EOF

        """u8.ToArray();

    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static (string Name, byte[] Content) Any(Random random) => random.Next(4) switch
    {
        0 => ("surat permohonan.pdf", Pdf),
        1 => ("foto.png", Png),
        2 => ("data uji.csv", Text("contoh;hasil\r\n", random.Next(400))),
        _ => ("catatan é.txt", Text("Catatan pemeriksaan. ", random.Next(2_000))),
    };

    private static byte[] Text(string part, int times) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, times + 1)));
}

using System.Text.Json;
using SopEngine.Engine.Documents;

namespace SopEngine.Tests.Support;

/// <summary>The templates that come with the program, for offices of tests, and the papers that they make, as text.</summary>
internal static class ShippedTemplates
{
    public static async Task InForce(TestEngine engine, int unit, long head, string kind)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Definition.Folder, "documents", kind + ".json")));
        var shipped = file.RootElement;
        var text = string.Join('\n', shipped.GetProperty("text").EnumerateArray().Select(line => line.GetString()));
        var fields = new TemplateFields(
            shipped.GetProperty("name").GetString()!, text, shipped.GetProperty("numbering").GetString()!, "", null,
            shipped.TryGetProperty("forCustomer", out var shown) && shown.GetBoolean());
        var templates = new TemplateStore(engine.Database, engine.Clock);
        await templates.Save(unit, head, kind, fields, null, CancellationToken.None);
        Assert.That(await templates.PutInForce(unit, head, kind, (1, 1), CancellationToken.None), Is.EqualTo(TemplateResult.Done));
    }

    /// <summary>The words of a stored document, page after page; kept as a file where pictures of the tests are wanted.</summary>
    public static async Task<string> Words(Engine.Data.SopDatabase database, int unit, long document, string name)
    {
        var store = new DocumentStore(database, NodaTime.SystemClock.Instance);
        using var content = new MemoryStream();
        var found = await store.Find(unit, document, CancellationToken.None);
        await using (var stored = store.Open(unit, found!)) await stored.CopyToAsync(content);
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"paper-{name}.pdf"), content.ToArray());
        using var pdf = UglyToad.PdfPig.PdfDocument.Open(content.ToArray());
        return string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
    }
}

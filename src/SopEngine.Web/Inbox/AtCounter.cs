using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Forms;

namespace SopEngine.Web.Inbox;

/// <summary>A customer's step that the office does in the customer's name, as its form sends it.</summary>
/// <param name="Proof">A name of <see cref="ProofKind"/>.</param>
/// <param name="Documents">Ids of the signed paper or the signature, sent at the task before.</param>
public sealed record AtCounter(string? Proof, string? Note, IReadOnlyList<long> Documents)
{
    /// <summary>Says in a form that the step is done in the customer's name.</summary>
    public const string Part = "behalf";

    /// <summary>The signature drawn on the screen: a picture as a data address.</summary>
    public const string Signature = "signature";

    private const string Begins = "data:image/png;base64,";

    /// <summary>The largest drawn signature, in characters.</summary>
    private const int Largest = 400_000;

    /// <summary>The control that takes the signed paper works as a file field of the form.</summary>
    public static readonly FormField Paper = new(CounterProof.DocumentsPlace, "", FieldType.File)
    {
        Accept = [FileSort.Image, FileSort.Pdf],
        MaxFiles = 3,
        Required = true,
    };

    public static AtCounter? Of(IFormCollection form) => form[Part] != "true" ? null
        : new AtCounter(form["proof"], form["proofNote"], [.. FormData.Ids(form[FormData.Prefix + Paper.Name]).Where(id => id > 0)]);

    /// <summary>The drawn signature as a file of the form; null for none, and for a value that is no drawing.</summary>
    public static IFormFile? DrawnIn(IFormCollection form)
    {
        var sent = form[Signature].ToString();
        if (!sent.StartsWith(Begins, StringComparison.Ordinal) || sent.Length > Largest) return null;
        var picture = new byte[sent.Length];
        return Convert.TryFromBase64String(sent[Begins.Length..], picture, out var length)
            ? new FormFile(new MemoryStream(picture, 0, length), 0, length, FormData.FilePrefix + Paper.Name, "tanda-tangan.png")
            : null;
    }
}

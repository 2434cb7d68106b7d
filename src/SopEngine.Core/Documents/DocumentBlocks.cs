namespace SopEngine.Core.Documents;

public enum BlockKind
{
    Title,
    Heading,
    Paragraph,
    Item,
    Line,
    Space,
}

/// <summary>A block of a document: a paragraph, an item of a list, a line across.</summary>
/// <param name="Mark">The mark before an item; empty for other blocks.</param>
/// <param name="Spans">Its text, in pieces of one weight; a line break within is <c>\n</c>.</param>
/// <param name="Right">True when it stands at the right: a paragraph that begins with <c>&gt;</c>.</param>
public record Block(BlockKind Kind, string Mark, IReadOnlyList<Span> Spans, bool Right = false);

public readonly record struct Span(string Text, bool Bold);

/// <summary>The rows of a table field, with the chosen columns.</summary>
public sealed record FilledTable(DocumentTable Table) : Block(BlockKind.Paragraph, "", []);

/// <summary>The pictures among the documents of a field.</summary>
public sealed record PicturesPlace(IReadOnlyList<DocumentFile> Files) : Block(BlockKind.Paragraph, "", []);

/// <summary>The place for a signature.</summary>
/// <param name="Above">Place and date, and the post.</param>
/// <param name="Below">The name, and the number of the civil servant.</param>
public sealed record SignaturePlace(IReadOnlyList<string> Above, IReadOnlyList<string> Below) : Block(BlockKind.Paragraph, "", []);

/// <summary>A QR code.</summary>
/// <param name="Link">The address that it leads to.</param>
public sealed record CodePlace(string Link) : Block(BlockKind.Paragraph, "", []);

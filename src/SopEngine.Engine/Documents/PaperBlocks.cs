using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>A table on paper. Its head is repeated on each page that it goes on to.</summary>
/// <param name="Columns">The heads, with the share of the width that each column takes; numbers stand at the right.</param>
public sealed record TableBlock(IReadOnlyList<PaperColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
    : Block(BlockKind.Paragraph, "", [])
{
    /// <summary>True when the last row sums up those above it.</summary>
    public bool HasSums { get; init; }
}

public sealed record PaperColumn(string Head, double Share, bool IsNumber = false);

/// <summary>A chart of bars, one below the other, each with the words before it and behind it.</summary>
public sealed record BarsBlock(IReadOnlyList<PaperBar> Bars) : Block(BlockKind.Paragraph, "", []);

/// <param name="Filled">The dark part of the bar, from 0 to 1; null for no bar.</param>
public sealed record PaperBar(string Label, double? Filled, string Text);

/// <summary>The place for a signature: words, room to sign, and a name, kept together at the right.</summary>
public sealed record SignatureBlock(IReadOnlyList<string> Above, IReadOnlyList<string> Below) : Block(BlockKind.Paragraph, "", [])
{
    /// <summary>Small words in the room to sign: the electronic signer and the moment; empty for a signature by hand.</summary>
    public string Electronic { get; init; } = "";
}

/// <summary>A QR code with lines of text beside it, kept together.</summary>
/// <param name="Content">The text that a telephone reads, such as an address; more than 2,000 bytes do not fit.</param>
public sealed record QrBlock(string Content, IReadOnlyList<string> Beside) : Block(BlockKind.Paragraph, "", []);

/// <summary>Pictures side by side, two in a row, each with its caption below.</summary>
public sealed record PicturesBlock(IReadOnlyList<PaperPicture> Pictures) : Block(BlockKind.Paragraph, "", []);

/// <param name="File">A PNG or JPEG as <see cref="PdfPicture.Read"/> takes it.</param>
/// <param name="Caption">Empty for none.</param>
public sealed record PaperPicture(byte[] File, string Caption);

/// <summary>A picture in the middle, with its caption below, kept together.</summary>
/// <param name="File">A PNG or JPEG as <see cref="PdfPicture.Read"/> takes it; of another file only the caption is set.</param>
/// <param name="Share">Of the text's width, from 0 to 1. A picture that would be higher than half a page is set smaller.</param>
/// <param name="Caption">Empty for none.</param>
public sealed record PictureBlock(byte[] File, double Share, string Caption) : Block(BlockKind.Paragraph, "", [])
{
    /// <summary>The picture in words, for people who do not see it; the caption unless set.</summary>
    public string Words { get; init; } = Caption;
}

using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>A table on paper. Its head is repeated on each page that it goes on to.</summary>
/// <param name="Columns">The heads, with the share of the width that each column takes; numbers stand at the right.</param>
public sealed record TableBlock(IReadOnlyList<PaperColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
    : Block(BlockKind.Paragraph, "", []);

public sealed record PaperColumn(string Head, double Share, bool IsNumber = false);

/// <summary>A chart of bars, one below the other, each with the words before it and behind it.</summary>
public sealed record BarsBlock(IReadOnlyList<PaperBar> Bars) : Block(BlockKind.Paragraph, "", []);

/// <param name="Filled">The dark part of the bar, from 0 to 1; null for no bar.</param>
public sealed record PaperBar(string Label, double? Filled, string Text);

/// <summary>The place for a signature: words, room to sign, and a name, kept together at the right.</summary>
public sealed record SignatureBlock(IReadOnlyList<string> Above, IReadOnlyList<string> Below) : Block(BlockKind.Paragraph, "", []);

namespace SopEngine.Core.PublicInformation;

/// <summary>The grounds on which information may be refused, a to j (UU 14/2008, article 17).</summary>
public static class RefusalGrounds
{
    public const string All = "abcdefghij";

    /// <summary>The letters with which lines of chosen grounds begin: "h. Mengungkap rahasia pribadi".</summary>
    public static IReadOnlyList<char> Read(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Length > 1 && All.Contains(line[0]) && line[1] is '.' or ')').Select(line => line[0]).Distinct().Order(),
    ];
}

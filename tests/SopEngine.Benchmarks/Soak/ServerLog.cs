using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>The failed statements, from the database server's log.</summary>
internal static partial class ServerLog
{
    /// <summary>Makes each line of the log begin with its SQLSTATE.</summary>
    public static readonly Dictionary<string, string> Settings = new() { ["log_line_prefix"] = "%e|" };

    /// <param name="file">The log of the embedded server; null for another server.</param>
    public static Groups? Read(string? file)
    {
        if (file is null || !File.Exists(file)) return null;
        var errors = new Groups();
        string? error = null;
        foreach (var line in File.ReadLines(file))
        {
            if (Error().Match(line) is { Success: true } match)
            {
                if (error is not null) errors.Add(error);
                error = $"{match.Groups[1].Value} {match.Groups[2].Value}";
            }
            else if (error is not null && line.Contains("|STATEMENT:", StringComparison.Ordinal))
            {
                errors.Add(error, $"{error} in: {line.Split("|STATEMENT:")[1].Trim()}");
                error = null;
            }
        }

        if (error is not null) errors.Add(error);
        return errors;
    }

    [GeneratedRegex(@"^([0-9A-Z]{5})\|(?:ERROR|FATAL|PANIC): +(.*)")]
    private static partial Regex Error();
}

namespace SopEngine.Web.Customers;

/// <summary>SQL of the log's words on a changed customer.</summary>
internal static class CustomerChanges
{
    private static readonly string[] Fields = ["name", "title", "phone", "email", "address", "npwp"];

    /// <summary>A line for each changed field: its name, its value before and its value now. Empty when none has changed.</summary>
    /// <param name="before">Alias of the row of <c>people</c> as it was, and <paramref name="after"/> as it is.</param>
    public static string Lines(string before, string after) =>
        $"""
        array_to_string(array(
          select v.field || ': ' || {OneLine("v.was")} || ' → ' || {OneLine("v.now_is")}
          from (values {string.Join(", ", Fields.Select((field, i) => $"({i}, '{field}', {before}.{field}, {after}.{field})"))})
            as v (no, field, was, now_is)
          where coalesce(v.was, '') <> coalesce(v.now_is, '') order by v.no), E'\n')
        """;

    private static string OneLine(string text) =>
        $"coalesce(nullif(regexp_replace(trim({text}), '\\s*[\\r\\n]+\\s*', ' / ', 'g'), ''), '—')";
}

namespace SopEngine.Core.Tables;

/// <summary>Makes ids of rows and lanes.</summary>
internal static class TableKeys
{
    private const int Longest = 60;

    /// <summary>The id, or the first of "id-2", "id-3" that is free; it is taken from then on.</summary>
    public static string Free(string id, HashSet<string> taken)
    {
        for (var n = 1; ; n++)
        {
            var candidate = n == 1 ? id : FormattableString.Invariant($"{id}-{n}");
            if (taken.Add(candidate)) return candidate;
        }
    }

    /// <summary>Makes the id "bendahara-upt" of the name "Bendahara UPT".</summary>
    public static string Slug(string name, string otherwise)
    {
        var words = string.Concat(name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'))
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words);
        return slug.Length == 0 ? otherwise : slug.Length > Longest ? slug[..Longest].TrimEnd('-') : slug;
    }
}

using System.Globalization;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>The places of a replacement text that stand for parts of a match (ECMAScript, GetSubstitution).</summary>
internal static class Substitution
{
    /// <param name="found">
    /// As a replacement function gets it: the match, its groups, its place, the whole text, and the named groups where the pattern has any.
    /// </param>
    /// <exception cref="Jint.Runtime.JavaScriptException">A named group cannot become a text.</exception>
    public static string Expand(string replacement, JsValue[] found)
    {
        var named = found[^1] as ObjectInstance;
        var groups = found.Length - (named is null ? 3 : 4);
        var (match, whole) = (TypeConverter.ToString(found[0]), TypeConverter.ToString(found[groups + 2]));
        var at = (int)TypeConverter.ToNumber(found[groups + 1]);
        var text = new StringBuilder();
        for (var i = 0; i < replacement.Length; i++)
        {
            var next = i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            if (replacement[i] != '$')
            {
                text.Append(replacement[i]);
            }
            else if (next is '$' or '&' or '`' or '\'')
            {
                text.Append(next switch
                {
                    '$' => "$",
                    '&' => match,
                    '`' => whole[..at],
                    _ => whole[Math.Min(at + match.Length, whole.Length)..],
                });
                i++;
            }
            else if (GroupAt(replacement, i + 1, groups) is (var group, var digits) && group > 0)
            {
                if (!found[group].IsUndefined()) text.Append(TypeConverter.ToString(found[group]));
                i += digits;
            }
            else if (next == '<' && named is not null && replacement.IndexOf('>', i) is var end and > 0)
            {
                var value = named.Get(replacement[(i + 2)..end]);
                if (!value.IsUndefined()) text.Append(TypeConverter.ToString(value));
                i = end;
            }
            else
            {
                text.Append('$');
            }

            if (text.Length > ScriptBudget.LongestText) throw ScriptFaults.TextTooLong();
        }

        return text.ToString();
    }

    /// <summary>The number of the group that one or two digits name, with the count of digits; 0 for none.</summary>
    private static (int Group, int Digits) GroupAt(string text, int at, int groups)
    {
        for (var digits = Math.Min(2, text.Length - at); digits > 0; digits--)
        {
            if (int.TryParse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var group) && group <= groups)
                return (group, digits);
        }

        return (0, 0);
    }
}

using System.Globalization;
using NodaTime;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>A discount as its form holds it.</summary>
/// <param name="Percent">The share that is taken off, as it was typed.</param>
/// <param name="Proof">The paper that shows the right to the discount; empty for none.</param>
public sealed record DiscountFields(string Who, string Percent, string Decree, string Proof, LocalDate? Since, LocalDate? Ends)
{
    public static readonly DiscountFields Empty = new("", "", "", "", null, null);

    /// <summary>The share as a number; null for a text that is none.</summary>
    public int? Share =>
        int.TryParse(Percent.TrimEnd('%', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var share) ? share : null;

    public static DiscountFields Read(IFormCollection form) => new(
        Text(form, "who"), Text(form, "percent"), Text(form, "decree"), Text(form, "proof"), IsoDate.Read(form["since"]),
        IsoDate.Read(form["ends"]));

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim();
}

using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>A step that was done in a customer's name, in words.</summary>
internal static class ProofText
{
    /// <summary>"atas nama Budi, dibuktikan dengan telepon: setuju dua contoh".</summary>
    public static string Of(IStringLocalizer<Texts> texts, CounterProof proof, string? customer) =>
        texts["Counter.By", customer ?? "—", texts[$"Counter.By.{proof.Kind}"]] + (proof.Note is { } note ? $": {note}" : "");
}

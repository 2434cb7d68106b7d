using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

internal static class LapseText
{
    /// <summary>"Bila tidak dibayar sampai Sen, 23 Nov 08.35 WIB, berkas kembali ke langkah 3."</summary>
    public static string Of(IStringLocalizer<Texts> texts, Lapse rule, Instant at) =>
        texts[$"Lapse.{(rule.IsOfBill ? "Bill" : "After")}.{rule.Then}", When.Brief(at), rule.To];
}

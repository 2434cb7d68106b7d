using System.Text.Json;
using System.Text.Json.Nodes;

namespace SopEngine.Tests.Support;

/// <summary>A SOP with a bill: receive (1), issue (2), the customer pays (3), the treasurer notes the payment (4), hand over (5).</summary>
internal static class BillDefinition
{
    private const string IssueFields =
        """
        [{"name":"kodeBilling","label":"Kode billing","type":"text","format":"kodeBilling","required":true},
         {"name":"jumlah","label":"Jumlah tagihan","type":"money","required":true},
         {"name":"akhir","label":"Berlaku sampai","type":"datetime","required":true}]
        """;

    private const string PayFields =
        """
        [{"name":"ntpn","label":"NTPN","type":"text","format":"ntpn","required":true},
         {"name":"dibayar","label":"Waktu bayar","type":"datetime","required":true},
         {"name":"jumlahBayar","label":"Jumlah dibayar","type":"money","required":true}]
        """;

    /// <param name="then">What happens when the bill is not paid to its end: <c>close</c> or <c>back</c>.</param>
    public static string Chart(string id, string then, string clerk = "loket", string treasurer = "bendahara")
    {
        var (issue, pay, customer) = (Step("terbit", treasurer, 2), Step("catat", treasurer, 4), Step("bayar", "pelanggan", 3));
        (issue["bill"], issue["fields"]) = (Definition.Input("Literal", "issue"), Definition.Input("Object", IssueFields));
        (pay["bill"], pay["fields"]) = (Definition.Input("Literal", "pay"), Definition.Input("Object", PayFields));
        foreach (var step in new[] { customer, pay })
        {
            step["lapseWith"] = Definition.Input("Literal", "bill");
            step["lapseThen"] = Definition.Input("Literal", then);
            if (then == "back") step["lapseTo"] = Definition.Input("Literal", "2");
            step["lapseReason"] = Definition.Input("Literal", "Tagihan tidak dibayar sampai batas waktunya.");
        }

        return Definition.Chart(id, [Step("terima", clerk, 1), issue, customer, pay, Step("serah", clerk, 5)]);
    }

    public static JsonObject Step(string id, string lane, int number)
    {
        var step = Definition.Step(id, lane);
        step["number"] = Definition.Input("Literal", number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return step;
    }

    public static JsonElement Issue(string code, string until, long amount = 150_000) =>
        Definition.Json($$"""{"kodeBilling":"{{code}}","jumlah":{{amount}},"akhir":"{{until}}"}""");

    public static JsonElement Payment(string ntpn, string at, long amount = 150_000) =>
        Definition.Json($$"""{"ntpn":"{{ntpn}}","dibayar":"{{at}}","jumlahBayar":{{amount}}}""");
}

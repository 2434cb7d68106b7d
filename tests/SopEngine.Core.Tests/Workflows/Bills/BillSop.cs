using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Bills;

/// <summary>A SOP with a bill: receive (1), issue (2), the customer pays (3), the treasurer notes the payment (4), hand over (5).</summary>
internal static class BillSop
{
    public const string Code = "820261123000001", OtherCode = "820261123000002", Ntpn = "A1B2C3D4E5F60718", OtherNtpn = "A1B2C3D4E5F60719";

    private const string IssueFields =
        """
        [{"name":"kodeBilling","label":"Kode billing","type":"text","format":"kodeBilling","required":true},
         {"name":"jumlah","label":"Jumlah","type":"money","required":true},
         {"name":"akhir","label":"Berlaku sampai","type":"datetime","required":true}]
        """;

    private const string PayFields =
        """
        [{"name":"ntpn","label":"NTPN","type":"text","format":"ntpn","required":true},
         {"name":"dibayar","label":"Waktu bayar","type":"datetime","required":true},
         {"name":"jumlahBayar","label":"Jumlah dibayar","type":"money","required":true}]
        """;

    public static Flow Flow(string? then = null) => Builder(then).Flow();

    /// <param name="then">What happens when the bill is not paid to its end: <c>close</c> or <c>back</c>; null for nothing.</param>
    public static FlowBuilder Builder(string? then = null, Action<JsonObject, JsonObject>? edit = null)
    {
        var (issue, pay) = (Numbered("terbit", 2), Numbered("catat", 4));
        (issue["bill"], issue["fields"]) = (Literal("issue"), FlowBuilder.Input("Object", IssueFields));
        (pay["bill"], pay["fields"]) = (Literal("pay"), FlowBuilder.Input("Object", PayFields));
        var customer = Numbered("bayar", 3, "pelanggan");
        foreach (var step in then is null ? [] : new[] { customer, pay })
        {
            step["lapseWith"] = Literal("bill");
            step["lapseThen"] = Literal(then!);
            if (then == "back") step["lapseTo"] = Literal("2");
            step["lapseReason"] = Literal("Tagihan tidak dibayar");
        }

        edit?.Invoke(issue, pay);
        return InLine(Numbered("terima", 1), issue, customer, pay, Numbered("serah", 5)).Sop(new JsonObject
        {
            ["lanes"] = new JsonArray(
                new JsonObject { ["id"] = "pelanggan", ["name"] = "Pelanggan", ["external"] = true },
                new JsonObject { ["id"] = "staf", ["name"] = "Staf" }),
        });
    }

    public static JsonObject Numbered(string id, int number, string lane = "staf")
    {
        var step = Step(id, lane);
        step["number"] = Literal(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return step;
    }

    public static string Issue(string code = Code, long amount = 150_000, string until = "2026-11-30T08:00") =>
        $$"""{"kodeBilling":"{{code}}","jumlah":{{amount}},"akhir":"{{until}}"}""";

    public static string Payment(string ntpn = Ntpn, long amount = 150_000, string at = "2026-11-23T08:00") =>
        $$"""{"ntpn":"{{ntpn}}","dibayar":"{{at}}","jumlahBayar":{{amount}}}""";
}

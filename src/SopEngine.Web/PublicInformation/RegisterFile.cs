using Microsoft.Extensions.Localization;
using SopEngine.Core.PublicInformation;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Web.PublicInformation;

/// <summary>The register for a spreadsheet, with the columns of the official form in their order, and the finer ones behind.</summary>
internal static class RegisterFile
{
    private static readonly string[] Heads =
    [
        "No", "Received", "Name", "Address", "Contact", "Occupation", "Asked", "Purpose", "Held", "NotHeld", "Soft", "Hard", "See", "Copy",
        "Outcome", "Grounds", "Notified", "Given", "Cost", "Payment", "Number", "Channel", "Kind", "Identity", "Holder", "Sending", "Test",
        "Reason", "Decided", "Due", "Extended", "Shown", "Case",
    ];

    public static TableFile Of(ReadRegister.Register register, IStringLocalizer<Texts> texts) => new(
        $"register-informasi-{register.Year}", [.. Heads.Select(head => texts[$"Register.{head}"].Value)],
        [.. register.Requests.Select((request, i) => (IReadOnlyList<object?>)Cells(request, i + 1, texts))]);

    private static object?[] Cells(InformationRequest request, int no, IStringLocalizer<Texts> texts)
    {
        string Tick(bool? isSo) => isSo == true ? "√" : "";
        return
        [
            no, request.ReceivedOn, request.Name, request.Address, request.Contact, request.Occupation, request.Asked, request.Purpose,
            Tick(request.IsHeld), Tick(request.IsHeld == false), Tick(Has(request.Form, "soft")), Tick(Has(request.Form, "hard")),
            Tick(Has(request.Way, "melihat")), Tick(Has(request.Way, "salinan")), texts[$"Information.Outcome.{request.Outcome}"].Value,
            string.Join(", ", request.Grounds), request.NotifiedOn, request.GivenOn, request.Cost, request.Payment, request.Number,
            texts[$"Information.Channel.{request.Channel}"].Value, request.RequesterKind, request.Identity, request.Holder, request.Sending,
            request.Test, request.Reason, request.DecidedOn, request.Due, Tick(request.IsExtended), Tick(request.MayBeShown), request.Case,
        ];
    }

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}

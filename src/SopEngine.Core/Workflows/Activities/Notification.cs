using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Sop.Notification</c>: sends a message to a lane, the customer, the head or the person who opened the case, and goes on at once. The
/// recipient is literal, so that it can be checked; the message may be calculated. No kegiatan: the SOP's table does not show it.
/// </summary>
internal sealed class Notification : FlowActivity
{
    /// <summary>No message needs more; a script may make a text of any length.</summary>
    private const int LongestSubject = 200, LongestBody = 4_000;

    private readonly Recipient _to;
    private readonly string? _lane;
    private readonly Input<string> _subject;
    private readonly Input<string> _body;

    public Notification(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _to = compilation.Constant(element, "to", ToRecipient, Recipient.Lane);
        _lane = _to == Recipient.Lane ? Lane(element, compilation) : null;
        _subject = compilation.Required(element, "subject", Json.ToText, "");
        _body = compilation.Input(element, "body", Json.ToText, "");
    }

    internal override void Execute(Run run, Frame frame)
    {
        run.Effects.Add(new PeopleNotified(frame.Id, _to, _lane,
            Cut(_subject.Get(run, frame), LongestSubject), Cut(_body.Get(run, frame), LongestBody)));
        run.Complete(frame);
    }

    /// <summary>Any lane of the office: the recipient need not do a step of this SOP.</summary>
    private static string Lane(ActivityElement element, Compilation compilation)
    {
        var lane = compilation.ConstantText(element, "lane");
        if (lane.Length == 0) compilation.Report(ProblemCode.LaneMissing, element);
        return lane;
    }

    private static Recipient ToRecipient(JsonElement value) => Json.ToText(value) switch
    {
        "" or "lane" => Recipient.Lane,
        "customer" => Recipient.Customer,
        "head" => Recipient.Head,
        "starter" => Recipient.Starter,
        var other => throw new FormatException(other),
    };

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";
}

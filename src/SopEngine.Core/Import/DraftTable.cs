using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Import;

/// <summary>Makes the table of a draft out of what was read. What was not read stays empty; nothing is made up.</summary>
public static class DraftTable
{
    public static SopTable Of(ReadSop sop, int procedure = 0)
    {
        var header = sop.Header;
        var read = procedure < sop.Procedures.Count ? sop.Procedures[procedure] : new ReadProcedure(Found.Nothing, [], LaneSource.None, []);
        var names = read.Lanes.Select(lane => lane.Text).Concat(read.Steps.SelectMany(step => step.Lanes)).Where(name => name.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var lanes = names.Select((name, i) => new Lane($"~{i}", name, false, false)).ToList();
        return new SopTable(Header(header, read), lanes, [.. read.Steps.Select((step, i) => Row(step, i, read, names))]);
    }

    private static TableHeader Header(ReadHeader header, ReadProcedure read) => new()
    {
        Name = Short(header.Title.Text.Length > 0 ? header.Title.Text : read.Title.Text, 300),
        Title = Short(header.Title.Text.Length > 0 ? header.Title.Text : read.Title.Text, 300),
        Number = Short(header.Number.Text, 100),
        Letterhead = Texts(header.Unit),
        CreatedOn = header.CreatedOn.Day,
        RevisedOn = header.RevisedOn.Day,
        EffectiveOn = header.EffectiveOn.Day,
        ApproverOffice = header.ApproverOffice.Text,
        ApproverName = header.ApproverName.Text,
        ApproverNip = header.ApproverNip.Text,
        LegalBasis = Texts(header.LegalBasis),
        RelatedSops = Texts(header.RelatedSops),
        Warnings = Texts(header.Warnings),
        Qualifications = Texts(header.Qualifications),
        Equipment = Texts(header.Equipment),
        Records = Texts(header.Records),
    };

    private static TableRow Row(ReadStep step, int at, ReadProcedure read, List<string> names)
    {
        var exits = Exits(step, at, read);
        var isDecision = step.Decisions.Count > 0 && exits.Count > 1;
        var lane = step.Lanes.Count == 0 ? -1
            : names.FindIndex(name => string.Equals(name, step.Lanes[0], StringComparison.OrdinalIgnoreCase));
        return new(Key(at), isDecision ? TableSymbol.Decision : TableSymbol.Process)
        {
            Number = step.Number,
            Text = step.Activity.Text,
            Lane = lane < 0 ? "" : $"~{lane}",
            Requirements = step.Requirements.Text.Length == 0 ? [] : [step.Requirements.Text],
            Time = Time(step.Time),
            Output = step.Output.Text,
            Remarks = Remarks(step),
            Exits = exits,
        };
    }

    private static List<TableExit> Exits(ReadStep step, int at, ReadProcedure read)
    {
        string? KeyOf(int row) => row == at + 1 && row < read.Steps.Count ? null : Key(row);

        var exits = step.Decisions.SelectMany(decision => decision.Exits)
            .Where(exit => exit.IsEnd || (exit.Step is { } row && row != at && row < read.Steps.Count))
            .Select((exit, i) => new TableExit(exit.Label.Length > 0 ? exit.Label : $"{i + 1}", exit.IsEnd ? ""
                : KeyOf(exit.Step!.Value))).DistinctBy(exit => exit.Label).ToList();
        if (exits.Count > 1) return exits;

        // Side by side or one after another: several arrows out of a step are drawn as they are.
        var next = step.Next.Where(row => row != at && row < read.Steps.Count).Select(row => new TableExit("", KeyOf(row))).Distinct()
            .ToList();
        if (next.Count == 1) return next;
        // A terminator beside the step's own symbol is an end, where it cannot be the start.
        var ends = next.Count == 0 && at > 0 && step.Symbols.Any(symbol => symbol.Kind == SymbolKind.Terminator)
            && step.Symbols.Any(symbol => symbol.Kind is SymbolKind.Process or SymbolKind.Decision);
        return [ends ? new TableExit("", "") : TableExit.Next];
    }

    /// <summary>Only a plain length or the larger end of a range is a limit unasked; the rest goes with the remarks, word for
    /// word.</summary>
    private static string Time(ReadTime time) => time switch
    {
        ReadTime.Fixed { Span: var span } => Text(span),
        ReadTime.Range { To: var to } => Text(to),
        _ => "",
    };

    private static string Text(Span span) => span.Value != decimal.Truncate(span.Value)
        || span.Unit is ReadTimeUnit.Second or ReadTimeUnit.Year ? ""
        : $"{span.Value:0} " + span.Unit switch
        {
            ReadTimeUnit.Minute => "menit",
            ReadTimeUnit.Hour => "jam",
            ReadTimeUnit.WorkingDay => "hari kerja",
            ReadTimeUnit.Week => "minggu",
            ReadTimeUnit.Month => "bulan",
            _ => "hari",
        };

    private static string Remarks(ReadStep step)
    {
        var isKept = Time(step.Time).Length > 0 && step.Time is ReadTime.Fixed || step.Time is ReadTime.Nothing;
        return isKept ? step.Remarks.Text
            : string.Join(" · ", new[] { step.Remarks.Text, $"Waktu: {step.TimeText.Text}" }.Where(text => text.Length > 0));
    }

    private static string Key(int row) => $"step-{row + 1}";

    private static List<string> Texts(IReadOnlyList<Found> found) => [.. found.Select(item => item.Text)];

    private static string Short(string text, int most) => text.Length <= most ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}

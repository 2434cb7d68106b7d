using System.Text.Json;
using NodaTime.Text;
using SopEngine.Core.Import;

namespace SopEngine.Benchmarks.Import;

/// <summary>How many of some things were read right.</summary>
internal readonly record struct Part(int Right, int All)
{
    public static Part operator +(Part one, Part other) => new(one.Right + other.Right, one.All + other.All);

    public override string ToString() => All == 0 ? "-" : $"{Right}/{All}";

    public string Share => All == 0 ? "-" : $"{100.0 * Right / All:0.0} %";
}

/// <summary>A reading held against what people read. Parts that the expectation lacks are not scored.</summary>
internal sealed class Score
{
    public Part Header { get; private set; }

    /// <summary>Documents whose steps are as many as expected, and the steps that are there.</summary>
    public Part Counts { get; private set; }

    public Part Steps { get; private set; }

    public Part Cells { get; private set; }

    public Part Lanes { get; private set; }

    public Part LanesWithShapes { get; private set; }

    public int Invented { get; private set; }

    public Part Times { get; private set; }

    public Part Decisions { get; private set; }

    public Part Next { get; private set; }

    public List<string> Misses { get; } = [];

    public void Add(Score other)
    {
        Header += other.Header;
        Counts += other.Counts;
        Steps += other.Steps;
        Cells += other.Cells;
        Lanes += other.Lanes;
        LanesWithShapes += other.LanesWithShapes;
        Invented += other.Invented;
        Times += other.Times;
        Decisions += other.Decisions;
        Next += other.Next;
    }

    /// <param name="hasShapes">False for a text whose drawn symbols are lost: lanes that only they tell are not asked for, but counted when
    /// invented.</param>
    public static Score Of(ReadSop sop, JsonElement expected, bool hasShapes)
    {
        var score = new Score();
        if (expected.TryGetProperty("header", out var header)) score.Head(sop.Header, header);
        if (!expected.TryGetProperty("procedures", out var procedures)) return score;

        var source = expected.TryGetProperty("laneKnownFrom", out var known) ? known.GetString() ?? "" : "";
        foreach (var (i, procedure) in procedures.EnumerateArray().Index())
        {
            if (!procedure.TryGetProperty("steps", out var steps)) continue;
            var rows = steps.EnumerateArray()
                .Where(step => !(step.TryGetProperty("terminatorRow", out var end) && end.ValueKind == JsonValueKind.True)).ToList();
            var read = i < sop.Procedures.Count ? sop.Procedures[i] : null;
            score.Table(read, rows, source, hasShapes);
        }

        return score;
    }

    private void Table(ReadProcedure? read, List<JsonElement> rows, string source, bool hasShapes)
    {
        var steps = read?.Steps ?? [];
        Counts += Was(steps.Count == rows.Count, $"steps: {steps.Count} for {rows.Count}");
        Steps += new Part(Math.Max(0, rows.Count - Math.Abs(rows.Count - steps.Count)), rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var number = row.TryGetProperty("no", out var no) ? no.ToString() : $"{i + 1}";
            var step = steps.Count == rows.Count ? steps[i] : steps.FirstOrDefault(one => one.Number == number);
            Cell(row, "kegiatan", step?.Activity, number);
            Cell(row, "kelengkapan", step?.Requirements, number);
            Cell(row, "output", step?.Output, number);
            Cell(row, "keterangan", step?.Remarks, number);
            Time(row, step, number);
            Lane(row, step, number, source, hasShapes);
            if (hasShapes) Flow(row, step, steps, number);
        }
    }

    private void Cell(JsonElement row, string name, Found? found, string number)
    {
        if (!row.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return;
        Cells += Same(value.GetString()!, found?.Text ?? "\0", $"{number} {name}");
    }

    private Part Same(string expected, string read, string what) =>
        Was(Folded(expected) == Folded(read), $"{what}: [{Folded(read)}] for [{Folded(expected)}]");

    private Part Was(bool isRight, string miss)
    {
        if (!isRight) Misses.Add(miss);
        return new(isRight ? 1 : 0, 1);
    }

    private static string Folded(string text) => Spelling.Tidy(text);

    private void Time(JsonElement row, ReadStep? step, string number)
    {
        if (!row.TryGetProperty("waktu", out var time)) return;

        var expected = TimeText.Of(time);
        var read = step is null ? "?" : TimeText.Of(step.Time, time);
        Times += Was(expected == read, $"{number} waktu: {read} for {expected} [{step?.TimeText.Text}]");
    }

    private void Lane(JsonElement row, ReadStep? step, string number, string source, bool hasShapes)
    {
        if (!row.TryGetProperty("lanes", out var lanes)) return;

        var expected = lanes.EnumerateArray().Select(lane => Folded(lane.GetProperty("lane").GetString()!)).Distinct().Order().ToList();
        var read = (step?.Lanes ?? []).Select(Folded).Order().ToList();
        if (expected.Count == 0 && read.Count > 0)
        {
            Invented++;
            Misses.Add($"{number} lanes invented: {string.Join(" | ", read)}");
        }

        var isDrawn = source is "shapes" or "picture";
        if (isDrawn && !hasShapes)
        {
            Invented += read.Except(expected).Any() ? 1 : 0;
            return;
        }

        if (expected.Count == 0) return;
        var right = Was(expected.SequenceEqual(read), $"{number} lanes: [{string.Join(" | ", read)}] for [{string.Join(" | ", expected)}]");
        Lanes += right;
        if (isDrawn) LanesWithShapes += right;
    }

    private void Flow(JsonElement row, ReadStep? step, IReadOnlyList<ReadStep> steps, string number)
    {
        string NumberOf(int? at) => at is { } place && place < steps.Count ? steps[place].Number : "?";

        if (row.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Array && step is not null
            && step.Decisions.Count == 0)
        {
            var expected = string.Join(",", next.EnumerateArray().Select(to => to.ToString()));
            var read = string.Join(",", step.Next.Select(at => NumberOf(at)));
            Next += Was(expected == read, $"{number} next: [{read}] for [{expected}]");
        }

        if (!row.TryGetProperty("decisions", out var decisions) || decisions.ValueKind != JsonValueKind.Array) return;
        foreach (var (i, decision) in decisions.EnumerateArray().Index())
        {
            var exits = decision.TryGetProperty("exits", out var list) ? list.EnumerateArray()
                .Select(exit => $"{Label(exit)}>{Target(exit)}").Order() : null;
            if (exits is null) continue;
            var expected = string.Join("; ", exits);
            var own = step is not null && i < step.Decisions.Count ? step.Decisions[i] : null;
            var read = own is null ? "none"
                : string.Join("; ", own.Exits.Select(exit => $"{exit.Label.ToLowerInvariant()}>{Shown(exit, expected)}").Order());
            Decisions += Was(expected == read, $"{number} decision: {read} for {expected}");
        }

        string Shown(ReadExit exit, string expected) => exit.IsEnd ? "END"
            : expected.Contains($">{exit.Question}", StringComparison.Ordinal) && exit.Question.Length > 0 ? exit.Question
            : expected.Contains($">{NumberOf(exit.Step)}@{exit.Lane}", StringComparison.Ordinal) ? $"{NumberOf(exit.Step)}@{exit.Lane}"
                : NumberOf(exit.Step);
    }

    private static string Label(JsonElement exit) => exit.TryGetProperty("label", out var label) ? label.ToString().ToLowerInvariant() : "";

    private static string Target(JsonElement exit)
    {
        return exit.TryGetProperty("to", out var to) ? to.ToString() : "";
    }

    private void Head(ReadHeader header, JsonElement expected)
    {
        foreach (var field in expected.EnumerateObject())
        {
            switch (field.Name)
            {
                case "number": Text(field, header.Number.Text); break;
                case "title": Text(field, header.Title.Text); break;
                case "createdOn": Date(field, header.CreatedOn); break;
                case "revisedOn": Date(field, header.RevisedOn); break;
                case "effectiveOn": Date(field, header.EffectiveOn); break;
                case "legalBasis": List(field, header.LegalBasis); break;
                case "relatedSops": List(field, header.RelatedSops); break;
                case "warnings": List(field, header.Warnings); break;
                case "qualifications": List(field, header.Qualifications); break;
                case "equipment": List(field, header.Equipment); break;
                case "records": List(field, header.Records); break;
                case "unit" when field.Value.ValueKind == JsonValueKind.Array: List(field, header.Unit); break;
                case "approvedBy" when field.Value.ValueKind == JsonValueKind.Object:
                    foreach (var part in field.Value.EnumerateObject())
                    {
                        if (part.Name == "office") Text(part, header.ApproverOffice.Text);
                        else if (part.Name == "name") Text(part, header.ApproverName.Text);
                        else if (part.Name == "nip") Text(part, header.ApproverNip.Text);
                    }

                    break;
            }
        }
    }

    private void Text(JsonProperty field, string read)
    {
        if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            Header += Same(field.Value.GetString() ?? "", read, field.Name);
    }

    private void Date(JsonProperty field, FoundDate read) =>
        Header += Same(field.Value.GetString() ?? "", read.Day is { } day ? LocalDatePattern.Iso.Format(day) : "", field.Name);

    /// <summary>A full stop at the end of an item counts for nothing: people who read by hand keep some and drop some.</summary>
    private void List(JsonProperty field, IReadOnlyList<Found> read)
    {
        if (field.Value.ValueKind != JsonValueKind.Array) return;
        Header += Same(string.Join(" ¶ ", field.Value.EnumerateArray().Select(item => item.ToString().TrimEnd('.', ';', ' '))),
            string.Join(" ¶ ", read.Select(item => item.Text.TrimEnd('.', ';', ' '))), field.Name);
    }
}

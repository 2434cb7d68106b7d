namespace SopEngine.Core.PublicInformation;

/// <summary>What came in and what was decided in a month, as the annual report has it.</summary>
/// <param name="In">Received requests by channel.</param>
/// <param name="Out">Decided ones by outcome.</param>
public sealed record RequestMonth(
    int Month, IReadOnlyDictionary<RequestChannel, int> In, IReadOnlyDictionary<RequestOutcome, int> Out)
{
    public int Received => In.Values.Sum();

    public int Decided => Out.Values.Sum();

    /// <summary>The report says so; it never mends a number.</summary>
    public bool Differs => Received != Decided;
}

/// <summary>The table of a year: requests by the month in which they came in, whenever they were decided.</summary>
public sealed record RequestTable(int Year, IReadOnlyList<RequestMonth> Months)
{
    public int Received => Months.Sum(month => month.Received);

    public int Decided => Months.Sum(month => month.Decided);

    public int Of(RequestChannel channel) => Months.Sum(month => month.In.GetValueOrDefault(channel));

    public int Of(RequestOutcome outcome) => Months.Sum(month => month.Out.GetValueOrDefault(outcome));

    /// <summary>The months whose columns do not agree: each is named beside the table.</summary>
    public IEnumerable<RequestMonth> Warnings => Months.Where(month => month.Differs);

    /// <summary>Counted from the register.</summary>
    public static RequestTable Of(int year, IEnumerable<InformationRequest> requests)
    {
        var months = requests.Where(request => request.ReceivedOn.Year == year).ToLookup(request => request.ReceivedOn.Month);
        return new(year,
        [
            .. Enumerable.Range(1, 12).Select(month => new RequestMonth(
                month, months[month].CountBy(request => request.Channel).ToDictionary(),
                months[month].Where(request => request.Outcome != RequestOutcome.Open).CountBy(request => request.Outcome).ToDictionary())),
        ]);
    }

    /// <summary>
    /// A table that was kept by hand, row by row: the month's name, then numbers under the heads of the channels and outcomes, in any
    /// order.
    /// </summary>
    /// <param name="rows">The heads, then a row for each month; further rows, such as a sum, are left out.</param>
    /// <returns>Null when a head or a number is not understood: nothing is guessed.</returns>
    public static RequestTable? Read(int year, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0) return null;
        var columns = rows[0].Skip(1).Select(head => (
            Channel: RequestFacts.ChannelOf(head) is not RequestChannel.Unknown and var channel ? channel : (RequestChannel?)null,
            Outcome: RequestFacts.OutcomeOf(head.Trim()))).ToList();
        if (columns.Any(column => column is { Channel: null, Outcome: null })) return null;
        var months = new List<RequestMonth>();
        foreach (var line in rows.Skip(1))
        {
            var month = line.Count == 0 ? 0
                : MonthNames.FindIndex(name => name.Equals(line[0].Trim(), StringComparison.OrdinalIgnoreCase)) + 1;
            if (month == 0) continue;
            var (received, decided) = (new Dictionary<RequestChannel, int>(), new Dictionary<RequestOutcome, int>());
            foreach (var (column, i) in columns.Select((column, i) => (column, i + 1)))
            {
                if (i >= line.Count || !int.TryParse(line[i].Trim(), out var number) || number < 0) return null;
                if (column.Channel is { } channel) received[channel] = received.GetValueOrDefault(channel) + number;
                else decided[column.Outcome!.Value] = number;
            }

            months.Add(new RequestMonth(month, received, decided));
        }

        return months.Count == 0 || months.DistinctBy(month => month.Month).Count() != months.Count ? null : new(year, months);
    }

    private static readonly List<string> MonthNames =
    [
        "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember",
    ];
}

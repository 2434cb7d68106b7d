using NodaTime;

namespace SopEngine.Core.PublicInformation;

/// <summary>The answer to a request for public information (UU 14/2008).</summary>
public enum RequestOutcome
{
    /// <summary>Not decided yet.</summary>
    Open,
    GrantedFull,
    GrantedPart,
    Refused,

    /// <summary>The office does not hold it; the notice says who does.</summary>
    NotHeld,

    /// <summary>Called off before it was decided.</summary>
    Withdrawn,
}

/// <summary>The way by which a request came; the report has the first four, as that of 2019 does.</summary>
public enum RequestChannel
{
    WalkIn,
    Online,
    SocialMedia,
    Phone,
    Post,

    /// <summary>Not noted yet.</summary>
    Unknown,
}

/// <summary>A row of the register of requests, as the official form has it. Every date comes from an event, and none from a rule.</summary>
/// <param name="Number">The number of registration; null for a case without one.</param>
/// <param name="ReceivedOn">Day 0.</param>
/// <param name="Grounds">The letters of the grounds of refusal (UU 14/2008, article 17).</param>
/// <param name="NotifiedOn">The day of the written notice; of a refusal, its day.</param>
/// <param name="GivenOn">The day on which the information was given; null for none.</param>
/// <param name="Due">The legal date; null for a request whose clock is not known.</param>
/// <param name="IsExtended">True when the time was extended by the reasons in writing.</param>
/// <param name="MayBeShown">True when the requester lets the public read the request, without who made it.</param>
public sealed record InformationRequest(
    long Case, string? Number, LocalDate ReceivedOn, RequestChannel Channel, string Name, string RequesterKind, string Identity,
    string Address, string Contact, string Occupation, string Asked, string Purpose, bool? IsHeld, string Holder, string Form, string Way,
    string Sending, RequestOutcome Outcome, IReadOnlyList<char> Grounds, string Test, string Reason, LocalDate? DecidedOn,
    LocalDate? NotifiedOn, LocalDate? GivenOn, string Cost, string Payment, LocalDate? Due, bool IsExtended, bool MayBeShown)
{
    /// <summary>Working days are the office's, so they are counted by its calendar: from day 0 to the notice.</summary>
    public bool IsLate(LocalDate today) => Due is { } due && (NotifiedOn ?? today) > due && Outcome != RequestOutcome.Withdrawn;
}

/// <summary>What a case says of a request, by the names of the fields that SOPs for requests use.</summary>
/// <param name="Values">The latest value of each field of its forms, as text; of several choices, a line each.</param>
/// <param name="Choices">The outcomes of its decisions in their order, and the day of each.</param>
public sealed record RequestFacts(
    long Case, string? Number, LocalDate ReceivedOn, string Customer, string CustomerAddress, string CustomerContact, string Title,
    bool IsCalledOff, LocalDate? Due, IReadOnlyDictionary<string, string> Values, IReadOnlyList<(string Outcome, LocalDate On)> Choices,
    LocalDate? NotifiedOn)
{
    /// <summary>The choice that takes the time by which the law lets an answer be put off.</summary>
    public const string Extended = "Diperpanjang";

    /// <summary>The field that says what is asked for.</summary>
    public const string AskedField = "informasiDiminta";

    private static readonly Dictionary<string, RequestOutcome> Outcomes = new()
    {
        ["Dikabulkan seluruhnya"] = RequestOutcome.GrantedFull,
        ["Dikabulkan sebagian"] = RequestOutcome.GrantedPart,
        ["Ditolak"] = RequestOutcome.Refused,
        ["Tidak dikuasai"] = RequestOutcome.NotHeld,
    };

    /// <summary>The outcome of these words; null for a choice that decides nothing.</summary>
    public static RequestOutcome? OutcomeOf(string words) => Outcomes.TryGetValue(words, out var outcome) ? outcome : null;

    /// <summary>The channel of these words, as the SOP offers them or the report of 2019 heads its columns.</summary>
    public static RequestChannel ChannelOf(string words) => words.Trim().ToLowerInvariant() switch
    {
        "datang langsung" => RequestChannel.WalkIn,
        "media sosial" => RequestChannel.SocialMedia,
        "telepon" => RequestChannel.Phone,
        "pos" => RequestChannel.Post,
        var other when other.Contains("chat", StringComparison.Ordinal) || other.Contains("online", StringComparison.Ordinal)
            || other.Contains("email", StringComparison.Ordinal) => RequestChannel.Online,
        _ => RequestChannel.Unknown,
    };

    public InformationRequest Row()
    {
        var decided = Choices.LastOrDefault(choice => OutcomeOf(choice.Outcome) is not null);
        var outcome = decided.Outcome is { } words ? OutcomeOf(words)!.Value
            : IsCalledOff ? RequestOutcome.Withdrawn : RequestOutcome.Open;
        var isReasoned = outcome is RequestOutcome.Refused or RequestOutcome.GrantedPart;
        return new InformationRequest(
            Case, Number, ReceivedOn, ChannelOf(Of("kanal")), Of("nama", Customer), Of("jenisPemohon"), Of("nomorIdentitas"),
            Of("alamat", CustomerAddress), Of("kontak", CustomerContact), Of("pekerjaan"), Of(AskedField, Title),
            Of("tujuanPenggunaan"),
            outcome switch { RequestOutcome.NotHeld => false, RequestOutcome.Open or RequestOutcome.Withdrawn => null, _ => true },
            outcome == RequestOutcome.NotHeld ? Of("badanPenguasa") : "", Of("bentukInformasi"), Of("caraMemperoleh"), Of("caraMengirim"),
            outcome, isReasoned ? RefusalGrounds.Read(Of("dasarPenolakan")) : [], isReasoned ? Of("ujiKonsekuensi") : "",
            outcome is RequestOutcome.GrantedFull or RequestOutcome.Open ? "" : Of("alasan"),
            decided.Outcome is null ? null : decided.On, NotifiedOn,
            outcome is RequestOutcome.GrantedFull or RequestOutcome.GrantedPart ? NotifiedOn : null, Of("biayaInformasi"),
            Of("caraPembayaran"), Due, Choices.Any(choice => choice.Outcome == Extended), Of("tampilDiRegisterPublik") == "Ya");
    }

    private string Of(string field, string otherwise = "") =>
        Values.GetValueOrDefault(field) is { Length: > 0 } value ? value : otherwise;
}

using NodaTime;
using NUnit.Framework;
using SopEngine.Core.PublicInformation;

namespace SopEngine.Core.Tests.PublicInformation;

public sealed class InformationRequestTests
{
    private static readonly LocalDate Received = new(2026, 11, 23), Decided = new(2026, 12, 1), Notified = new(2026, 12, 2);

    private static InformationRequest Row(
        string? outcome, bool calledOff = false, LocalDate? notified = null, params (string Name, string Value)[] values)
    {
        (string, LocalDate)[] choices = outcome is null ? [] : [("Informasi publik", Received), (outcome, Decided)];
        return new RequestFacts(
            7, "0007/X/2026", Received, "Siti", "Jl. A", "0812", "Judul", calledOff, new LocalDate(2026, 12, 7),
            values.ToDictionary(value => value.Name, value => value.Value), choices, notified).Row();
    }

    [TestCase("Dikabulkan seluruhnya", RequestOutcome.GrantedFull, true, true)]
    [TestCase("Dikabulkan sebagian", RequestOutcome.GrantedPart, true, true)]
    [TestCase("Ditolak", RequestOutcome.Refused, true, false)]
    [TestCase("Tidak dikuasai", RequestOutcome.NotHeld, false, false)]
    public void Dates_and_possession_come_from_what_happened(string words, RequestOutcome outcome, bool held, bool given)
    {
        var row = Row(words, notified: Notified);

        Assert.That((row.Outcome, row.IsHeld, row.DecidedOn, row.NotifiedOn), Is.EqualTo((outcome, (bool?)held, Decided, Notified)));
        Assert.That(row.GivenOn, Is.EqualTo(given ? Notified : (LocalDate?)null));
        Assert.That(Row(words).NotifiedOn, Is.Null, "decided, and nobody was told yet");
    }

    [Test]
    public void Grounds_belong_to_a_refusal_alone()
    {
        (string, string)[] values =
            [("dasarPenolakan", "h. Mengungkap rahasia pribadi\nb. Mengganggu hak kekayaan\nx. Lain"), ("ujiKonsekuensi", "UK-1")];
        Assert.That(Row("Ditolak", values: values).Grounds, Is.EqualTo(new[] { 'b', 'h' }));
        Assert.That(Row("Dikabulkan sebagian", values: values).Test, Is.EqualTo("UK-1"));
        Assert.That(Row("Dikabulkan seluruhnya", values: values).Grounds, Is.Empty);
    }

    [Test]
    public void What_nobody_decided_is_open_and_what_was_called_off_withdrawn()
    {
        Assert.That(Row(null).Outcome, Is.EqualTo(RequestOutcome.Open));
        Assert.That(Row(null, calledOff: true).Outcome, Is.EqualTo(RequestOutcome.Withdrawn));
        Assert.That(Row("Ditolak", calledOff: true).Outcome, Is.EqualTo(RequestOutcome.Refused));
        Assert.That(Row("Diperpanjang").Outcome, Is.EqualTo(RequestOutcome.Open));
        Assert.That(Row("Diperpanjang").IsExtended);
    }

    [Test]
    public void A_request_is_late_from_the_day_after_its_date()
    {
        Assert.That(Row(null).IsLate(new LocalDate(2026, 12, 7)), Is.False);
        Assert.That(Row(null).IsLate(new LocalDate(2026, 12, 8)));
        Assert.That(Row("Ditolak", notified: Notified).IsLate(new LocalDate(2027, 1, 1)), Is.False);
    }

    [TestCase("Saya Siti, minta data. Balas ke siti@contoh.id atau 0812-3456-7890.", "Saya •••, minta data. Balas ke ••• atau •••.")]
    [TestCase("NIK 3201 0112 0390 0001, Jl. Melati 5", "NIK •••, •••")]
    [TestCase("Laporan tahun 2025 menurut UU 14/2008", "Laporan tahun 2025 menurut UU 14/2008")]
    public void The_public_reads_a_request_without_who_made_it(string text, string shown) =>
        Assert.That(WithoutIdentity.Text(text, "Siti", "Jl. Melati 5", "siti@contoh.id"), Is.EqualTo(shown));
}

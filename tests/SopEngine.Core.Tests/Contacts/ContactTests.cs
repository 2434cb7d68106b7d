using NUnit.Framework;
using SopEngine.Core.Contacts;

namespace SopEngine.Core.Tests.Contacts;

/// <summary>Telephones, tax numbers and addresses as people write them.</summary>
public sealed class ContactTests
{
    [TestCase("0812-3456-7890", "+6281234567890", "0812-3456-7890")]
    [TestCase("+62 812 3456 7890", "+6281234567890", "0812-3456-7890")]
    [TestCase("+62 (0)812 3456 7890", "+6281234567890", "0812-3456-7890")]
    [TestCase("0062 812 3456 7890", "+6281234567890", "0812-3456-7890")]
    [TestCase("6281234567890", "+6281234567890", "0812-3456-7890")]
    [TestCase("812 3456 7890", "+6281234567890", "0812-3456-7890")]
    [TestCase("0811.987.654", "+62811987654", "0811-9876-54")]
    [TestCase("(0761) 123456", "+62761123456", "(0761) 123456")]
    [TestCase("021/1234567", "+62211234567", "(021) 1234567")]
    [TestCase("+65 6123 4567", "+6561234567", "+6561234567")]
    public void A_telephone_is_kept_in_one_form_and_shown_in_the_countrys(string written, string kept, string shown)
    {
        Assert.That(PhoneNumber.Read(written), Is.EqualTo(kept));
        Assert.That(PhoneNumber.Show(kept), Is.EqualTo(shown));
        Assert.That(PhoneNumber.Read(shown), Is.EqualTo(kept), "what is shown is read again");
    }

    [TestCase("")]
    [TestCase("+")]
    [TestCase("123456")]
    [TestCase("761 123456")]
    [TestCase("0812")]
    [TestCase("0812345678901234")]
    [TestCase("++62 812 3456 7890")]
    [TestCase("0812 3456 789O")]
    [TestCase("０８１２３４５６７８９０")]
    [TestCase("00000000")]
    public void Anything_else_is_no_telephone(string written) => Assert.That(PhoneNumber.Read(written), Is.Null);

    [TestCase("01.234.567.8-901.000", "012345678901000", "01.234.567.8-901.000")]
    [TestCase("1471 0123 4567 8901", "1471012345678901", "1471 0123 4567 8901")]
    public void A_tax_number_is_kept_as_its_digits(string written, string kept, string shown)
    {
        Assert.That(TaxNumber.Read(written), Is.EqualTo(kept));
        Assert.That(TaxNumber.Show(kept), Is.EqualTo(shown));
    }

    [TestCase("01.234.567.8-901.00")]
    [TestCase("01.234.567.8-901.00012")]
    [TestCase("01.234.567.8-901.00x")]
    [TestCase("000000000000000")]
    public void Anything_else_is_no_tax_number(string written) => Assert.That(TaxNumber.Read(written), Is.Null);

    [Test]
    public void A_companys_tax_number_of_before_and_since_2024_is_one() =>
        Assert.That(TaxNumber.Key("0012345678901000"), Is.EqualTo(TaxNumber.Key("012345678901000")));

    [TestCase(" budi@kopi.co.id ", "budi@kopi.co.id")]
    [TestCase("budi@kopi", null)]
    [TestCase("budi kopi@x.id", null)]
    [TestCase("a@b.c, d@e.f", null)]
    public void An_address_has_a_name_and_a_domain(string written, string? read) =>
        Assert.That(EmailAddress.Read(written), Is.EqualTo(read));

    [TestCase("PT Karet Musi Lestari", "P.T. Karet Musi Lestari, Tbk.")]
    [TestCase("Koperasi Élok", "koperasi elok")]
    [TestCase("PT Karet Musi Lestari", "Karet Musi Lestarii")]
    [TestCase("Hidayat", "Hidayta")]
    [TestCase("Bapak Suryadi", "Suryadi")]
    [TestCase("PT", "P.T.")]
    public void A_customer_written_in_two_ways_is_alike(string one, string other)
    {
        Assert.That(CustomerNames.AreAlike(one, other));
        Assert.That(CustomerNames.AreAlike(other, one));
    }

    [TestCase("PT Karet Musi Lestari", "PT Karet Musi Jaya")]
    [TestCase("Kelompok Tani 1", "Kelompok Tani 2")]
    [TestCase("Ani", "Ana")]
    [TestCase("", "")]
    [TestCase("PT", "CV")]
    public void Other_names_are_not(string one, string other) => Assert.That(CustomerNames.AreAlike(one, other), Is.False);

    [TestCase("  Karet, musi ", "karet|musi")]
    [TestCase("0812-3456", "08123456")]
    [TestCase("+62 812", "62812")]
    [TestCase("12", "12")]
    [TestCase("budi@Kopi.id lama", "budi@kopi.id|lama")]
    [TestCase("%_", "")]
    [TestCase(null, "")]
    public void A_search_is_words_and_a_number_is_one_of_them(string? typed, string words) =>
        Assert.That(string.Join('|', CustomerSearch.Words(typed)), Is.EqualTo(words));

    [Test]
    public void A_long_word_of_a_search_is_cut_between_two_letters() =>
        Assert.That(CustomerSearch.Words("@" + new string('a', 58) + "\U0001F600"), Is.EqualTo(new[] { "@" + new string('a', 58) }));
}

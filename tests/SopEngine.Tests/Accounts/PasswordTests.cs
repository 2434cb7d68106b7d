using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Tests.Accounts;

internal sealed class PasswordTests
{
    private static readonly string[] Own = ["rina.palembang", "Rina Kusumastuti", "Baristand Palembang"];

    [TestCase("aaaaaaaaaaaaaaaaaaaa")]
    [TestCase("123456789012345678")]
    [TestCase("qwertyuiopasdfgh")]
    [TestCase("1qaz2wsx3edc4rfv")]
    [TestCase("indonesia123indonesia")]
    [TestCase("Indonesia12345678")]
    [TestCase("rahasiarahasia12")]
    [TestCase("bismillahirrahmanirrahim")]
    [TestCase("B1sm1ll4h12345678")]
    [TestCase("merdeka17agustus1945")]
    [TestCase("garudagarudagaruda45")]
    [TestCase("sayangkusayangku123")]
    [TestCase("password12345678")]
    [TestCase("P@ssw0rd20262026")]
    [TestCase("kusumastuti1990!")]
    [TestCase("baristandpalembang1")]
    [TestCase("sopengine2026sop")]
    [TestCase("abcabcabcabcabcabc")]
    [TestCase("standardisasi123")]
    [TestCase("terimakasihbanyak")]
    [TestCase("!@#$%^&*()!@#$%^")]
    [TestCase("qwerty!@#$%^qwerty")]
    [TestCase("zaqwsxcderfvbgtyh")]
    [TestCase("1a2b3c4d5e6f7g8h")]
    [TestCase("a1b2c3d4e5f6g7h8")]
    [TestCase("drowssap12345678")]
    [TestCase("197407272003121006")]
    public void Common_words_names_rows_of_keys_and_repeats_are_soon_guessed(string password) =>
        Assert.That(PasswordGuesses.Log10(password, Own), Is.LessThan(8));

    [TestCase("kata-sandi-uji-coba")]
    [TestCase("sepuluh kata baru")]
    [TestCase("payung bocor di tikungan")]
    [TestCase("hujan turun sejak kemarin sore")]
    [TestCase("mk3w-8fjt-q2rz-vhdn")]
    public void Several_words_or_random_signs_are_hard_to_guess(string password) =>
        Assert.That(PasswordGuesses.Log10(password, Own), Is.GreaterThan(10));

    [Test]
    public void A_long_password_is_weighed_quickly() =>
        Assert.That(PasswordGuesses.Log10(string.Concat(Enumerable.Range(0, 200).Select(i => (char)('a' + i * 7 % 26))), Own),
            Is.GreaterThan(8));

    [Test]
    public void An_accented_letter_is_the_same_however_a_keyboard_writes_it()
    {
        var hasher = new Passwords.Hasher();

        Assert.That(hasher.VerifyHashedPassword(new Account(), hasher.HashPassword(new Account(), "kafé di pojok kota"),
            "kafe\u0301 di pojok kota"),
            Is.EqualTo(Microsoft.AspNetCore.Identity.PasswordVerificationResult.Success));
    }

    [Test]
    public void Saved_forms_contain_no_password_field()
    {
        var fields = Sources.Files("src/SopEngine.Web", "*.razor").SelectMany(file => PageForms.Read(File.ReadAllText(file)).Controls)
            .Where(control => control.Type == "password").Select(control => control.Name).Distinct().ToList();

        Assert.That(fields, Has.Count.GreaterThan(2));
        Assert.That(fields, Is.SubsetOf(KeptForms.Secrets));
    }
}

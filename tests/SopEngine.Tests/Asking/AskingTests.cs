using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Asking;

/// <summary>A citizen asks for a service without an account.</summary>
internal sealed class AskingTests : AppTest
{
    // Each test has an address of its own, because requests are slowed down by address.
    protected override string[] Settings => ["--Sop:Proxies=127.0.0.1"];

    [Test]
    public async Task A_request_gets_a_number_of_the_offices_register_and_a_customer_of_its_register()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.1");
        Assert.That(Citizens.Text(await citizen.Get($"{Citizens.Site}/ask")), Does.Contain(Citizens.Form(Citizens.Information)));
        var (number, secret, id) = await Citizens.Ask(App, citizen, "siti@contoh.id");
        Assert.That(number, Does.Match("^[0-9]{4}/"));
        Assert.That(secret, Does.Match("^[A-Z0-9]{4}-[A-Z0-9]{4}$"));
        Assert.That(await App.Scalar<string>(
            """
            select p.name || '|' || p.email || '|' || (p.email_confirmed_at is not null) || '|' || (p.password_hash is null)
            from cases c join people p on p.unit_id = c.unit_id and p.id = c.customer_id where c.id = @id
            """, new { id }), Is.EqualTo("Siti Aminah|siti@contoh.id|true|true"));
        Assert.That(await App.Scalar<string>(
            "select string_agg(no || coalesce(outcome, '-'), ' ' order by no) from tasks where case_id = @id", new { id }),
            Does.StartWith("1Done 2-").Or.StartWith("1"), "the first step is done with the form");
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from tasks where case_id = @id and closed_at is null and no = 1", new { id }), Is.Zero);
        Assert.That(await App.Scalar<int>("select count(*)::int from messages where case_id = @id and kind = 'case-received'", new { id }),
            Is.EqualTo(1));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_same_person_is_the_same_customer_and_another_name_at_the_same_contact_is_another()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.2");
        var first = await Citizens.Ask(App, citizen, "keluarga@contoh.id", "Budi Hartono");
        await App.Owner("delete from contact_tries");
        var second = await Citizens.Ask(App, citizen, "Keluarga@contoh.id", "budi hartono");
        await App.Owner("delete from contact_tries");
        var third = await Citizens.Ask(App, citizen, "keluarga@contoh.id", "Ani Hartono");
        var customers = new List<long>();
        foreach (var one in new[] { first, second, third })
            customers.Add(await App.Scalar<long>("select customer_id from cases where id = @id", new { id = one.Case }));
        Assert.That(customers[1], Is.EqualTo(customers[0]));
        Assert.That(customers[2], Is.Not.EqualTo(customers[0]));
    }

    [Test]
    public async Task What_is_wrong_is_named_at_its_field_and_nothing_is_lost()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.3");
        var form = Citizens.Form(Citizens.Information);
        var refused = await citizen.Submit(form, form, ("data.nama", ""), ("data.alamat", "Jalan Kenanga"), ("email", "bukan email"));
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(Citizens.Text(refused), Does.Contain("href=\"#email\"").And.Contain("href=\"#field-informasiDiminta\"")
            .And.Contain("Jalan Kenanga"));
        Assert.That(Citizens.Text(await citizen.Get(form)), Does.Contain("Jalan Kenanga"), "it is kept");
    }

    [Test]
    public async Task A_wrong_code_opens_nothing_and_after_five_there_is_a_rest_for_the_right_one_too()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.4");
        var code = await Citizens.Begin(citizen, Citizens.Information, Citizens.Asks("tebak@contoh.id"));
        var path = Citizens.Form(Citizens.Information) + "/code";
        var wrong = code == "000000" ? "000001" : "000000";
        for (var i = 0; i < 4; i++) Assert.That((await citizen.Submit(path, ("code", wrong))).Status, Is.EqualTo(422), $"{i}");
        Assert.That((await citizen.Submit(path, ("code", wrong))).Status, Is.AnyOf(422, 429));
        Assert.That((await citizen.Submit(path, ("code", code))).Status, Is.EqualTo(429), "the right one");
        Assert.That((await citizen.Submit(path, path + "/again")).Status, Is.EqualTo(429), "no new code either");
        Assert.That(await Cases("tebak@contoh.id"), Is.Zero);
    }

    [Test]
    public async Task Guesses_at_the_same_time_are_counted_one_by_one()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.5");
        var code = await Citizens.Begin(citizen, Citizens.Information, Citizens.Asks("serentak@contoh.id"));
        var path = Citizens.Form(Citizens.Information) + "/code";
        var guesses = Enumerable.Range(0, 20).Select(i => ((int.Parse(code, CultureInfo.InvariantCulture) + 1 + i) % 1_000_000)
            .ToString("D6", CultureInfo.InvariantCulture));
        var answers = await Task.WhenAll(guesses.Select(guess => citizen.Submit(path, ("code", guess))));
        Assert.That(answers.Count(answer => answer.Status == 422), Is.AtMost(5));
        Assert.That((await citizen.Submit(path, ("code", code))).Status, Is.EqualTo(429));
    }

    [Test]
    public async Task A_code_of_another_browser_or_office_or_one_that_is_over_is_worth_nothing()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.6");
        using var thief = SessionClient.Nobody(App).From("203.0.113.7");
        var code = await Citizens.Begin(citizen, Citizens.Information, Citizens.Asks("korban@contoh.id"));
        await App.Owner("delete from contact_tries");
        await Citizens.Begin(thief, Citizens.Information, Citizens.Asks("korban@contoh.id", "Pencuri"));
        var path = Citizens.Form(Citizens.Information) + "/code";
        Assert.That((await thief.Submit(path, ("code", code))).Status, Is.EqualTo(422), "the code of another browser");
        await App.Owner("update contact_codes set expires_at = now() - interval '1 second'");
        Assert.That((await citizen.Submit(Citizens.Form(Citizens.Information), path, ("code", code))).Status, Is.EqualTo(422), "over");
        const string Elsewhere = "/o/bisip/ask/sop-b-1664-2023";
        Assert.That((await citizen.Submit(Elsewhere, Elsewhere + "/code", ("code", code))).Header("Location"), Is.EqualTo(Elsewhere),
            "another office knows no such request");
        Assert.That(await Cases("korban@contoh.id"), Is.Zero);
    }

    [Test]
    public async Task Sent_twice_at_once_it_is_one_case_with_one_receipt()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.8");
        var code = await Citizens.Begin(citizen, Citizens.Information, Citizens.Asks("ganda@contoh.id"));
        var path = Citizens.Form(Citizens.Information) + "/code";
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => citizen.Submit(path, ("code", code))));
        Assert.That(await Cases("ganda@contoh.id"), Is.EqualTo(1));
        var again = await citizen.Submit(Citizens.Form(Citizens.Information), path, ("code", code));
        Assert.That(again.Header("Location"), Does.EndWith("/sent"));
        var receipt = await Citizens.Receipt(App, citizen);
        Assert.That(await Cases("ganda@contoh.id"), Is.EqualTo(1));
        using var other = SessionClient.Nobody(App).From("203.0.113.9");
        var opened = await other.Submit($"{Citizens.Site}/follow", ("number", receipt.Number), ("second", receipt.Secret));
        Assert.That(opened.Status, Is.EqualTo(303), "the receipt's secret is that of the case");
    }

    [Test]
    public async Task A_crash_between_case_and_first_step_is_finished_by_whoever_comes_next()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.10");
        var (_, _, id) = await Citizens.Ask(App, citizen, "mogok@contoh.id");
        var unit = await App.Unit(Citizens.Office);
        // As if the process had died behind the commit that opened the case: the draft's end is written, the step's is not noted.
        await App.Owner($"update ask_drafts set sent_at = null, sending_at = now() - interval '1 hour' where case_id = {id}");
        var cases = App.Services.GetRequiredService<AskedCases>();
        await Task.WhenAll(cases.Finish(CancellationToken.None), cases.Finish(CancellationToken.None));
        Assert.That(await App.Scalar<bool>("select sent_at is not null from ask_drafts where case_id = @id", new { id }), Is.True);
        // As if it had died before: the command with the draft's key finds its own case.
        var draft = await App.Scalar<long>("select id from ask_drafts where case_id = @id", new { id });
        await App.Owner($"update ask_drafts set sent_at = null, case_id = null, sending_at = now() - interval '1 hour' where id = {draft}");
        var result = await cases.Send(unit, draft, CancellationToken.None);
        Assert.That((result as CaseResult.Done)?.Case, Is.EqualTo(id));
        Assert.That(await Cases("mogok@contoh.id"), Is.EqualTo(1));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_draft_is_gone_on_with_by_its_link_in_its_office_until_it_is_sent()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.11");
        var form = Citizens.Form(Citizens.Information);
        Assert.That((await citizen.Submit(form, form + "/draft", Citizens.Asks("nanti@contoh.id"))).Status, Is.EqualTo(303));
        var page = Citizens.Text(await citizen.Get(form + "/draft"));
        var link = System.Text.RegularExpressions.Regex.Match(page, "/o/[a-z-]+/draft/[A-Za-z0-9_-]{43}").Value;
        Assert.That(link, Is.Not.Empty, page);
        using var later = SessionClient.Nobody(App).From("203.0.113.12");
        using var scanner = SessionClient.Nobody(App).From("203.0.113.13");
        Assert.That((await scanner.Get(link)).Status, Is.EqualTo(303));
        Assert.That((await later.Get(link.Replace(Citizens.Office, "bisip"))).Status, Is.EqualTo(404), "another office");
        Assert.That((await later.Get(link)).Header("Location"), Is.EqualTo(form));
        Assert.That(Citizens.Text(await later.Get(form)), Does.Contain("nanti@contoh.id").And.Contain("Jumlah uji 2025"));
        var code = await Citizens.Begin(later, Citizens.Information, Citizens.Asks("nanti@contoh.id"));
        Assert.That((await later.Submit(form + "/code", ("code", code))).Status, Is.EqualTo(303));
        Assert.That((await citizen.Get(link)).Status, Is.EqualTo(404), "after sending");
        var changed = await citizen.Submit($"{Citizens.Site}/follow", form, Citizens.Asks("nanti@contoh.id", "Orang lain"));
        Assert.That(changed.Header("Location"), Does.EndWith("/sent"), "the first browser changes nothing either");
        Assert.That(await Cases("nanti@contoh.id"), Is.EqualTo(1));
    }

    [Test]
    public async Task Files_come_along_and_belong_to_the_case()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.14");
        var form = Citizens.Form(Citizens.Testing);
        var token = System.Text.RegularExpressions.Regex.Match(
            (await citizen.Get(form)).Text, "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        using var content = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" }, { new StringContent("Kopi"), "data.komoditi" },
            { new StringContent("Kadar air"), "data.parameter" }, { new StringContent("2"), "data.jumlahContoh" },
            { new StringContent("Joko Susilo"), "name" }, { new StringContent("joko@contoh.id"), "email" },
            { new StringContent("Kopi bubuk"), "data.contoh[0].nama" },
        };
        content.Add(new ByteArrayContent("%PDF-1.4\n%%EOF"u8.ToArray()), "file.suratPermintaan", "surat.pdf");
        var sent = await citizen.Send(HttpMethod.Post, form, content);
        Assert.That(sent.Header("Location"), Is.EqualTo(form + "/code"), Citizens.Text(sent));
        var code = Citizens.Code((await citizen.Get(form + "/code")).Text);
        Assert.That((await citizen.Submit(form + "/code", ("code", code))).Status, Is.EqualTo(303));
        Assert.That(await App.Scalar<string>(
            """
            select d.name || '|' || d.field || '|' || (d.attached_at is not null) from documents d join cases c
              on c.unit_id = d.unit_id and c.id = d.case_id join people p on p.unit_id = c.unit_id and p.id = c.customer_id
            where p.email = 'joko@contoh.id'
            """), Is.EqualTo("surat.pdf|suratPermintaan|true"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task What_the_office_does_not_offer_online_and_offices_without_a_site_are_not_there()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.113.15");
        foreach (var path in new[]
        {
            $"{Citizens.Site}/ask/pk-tu-pjt-01", $"{Citizens.Site}/ask/tidak-ada", "/o/tidak-ada/ask",
            $"/o/tidak-ada/ask/{Citizens.Testing}",
        })
            Assert.That((await citizen.Get(path)).Status, Is.EqualTo(404), path);
        using var admin = await SessionClient.SignIn(App, "admin.inaker");
        Assert.That((await admin.Submit("/office/online", ("open", "on"), ("service", "sop-013-inaker-2023"))).Status, Is.EqualTo(303));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from online_services s join units u on u.id = s.unit_id where u.code = 'inaker-limapuluhkota'"), Is.Zero,
            "a SOP of the office alone cannot be asked for");
    }

    [Test]
    public async Task A_program_that_fills_in_the_trap_makes_nothing()
    {
        using var robot = SessionClient.Nobody(App).From("203.0.113.16");
        var form = Citizens.Form(Citizens.Information);
        var before = await App.Scalar<int>("select count(*)::int from ask_drafts");
        var sent = await robot.Submit(form, form, [.. Citizens.Asks("robot@contoh.id"), ("website", "https://spam.example")]);
        Assert.That(sent.Status, Is.EqualTo(303));
        Assert.That(await App.Scalar<int>("select count(*)::int from ask_drafts"), Is.EqualTo(before));
    }

    private async Task<int> Cases(string email) => await App.Scalar<int>(
        "select count(*)::int from cases c join people p on p.unit_id = c.unit_id and p.id = c.customer_id where p.email = @email",
        new { email });
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Asking;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Asking;

/// <summary>A citizen follows a request, talks with the office and does their own steps.</summary>
internal sealed class FollowingTests : AppTest
{
    protected override string[] Settings => ["--Sop:Proxies=127.0.0.1"];

    [Test]
    public async Task The_receipts_number_and_secret_open_the_request_and_nothing_else_does()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.1");
        var (number, secret, id) = await Citizens.Ask(App, citizen, "ikut@contoh.id", "Ikut Saja", "0812 5555 7788");
        using var other = SessionClient.Nobody(App).From("203.0.114.2");
        var follow = $"{Citizens.Site}/follow";
        Assert.That((await other.Get($"{Citizens.Site}/requests/{id}")).Header("Location"), Is.EqualTo(follow), "not by its id");
        Assert.That(
            (await other.Submit("/o/bisip/follow", ("number", number), ("second", secret))).Status, Is.EqualTo(422), "another office");
        var opened = await other.Submit(follow, ("number", $"  {number.Replace(" ", "  ")} "), ("second", secret.ToLowerInvariant()));
        Assert.That(opened.Header("Location"), Is.EqualTo($"{Citizens.Site}/requests/{id}"), Citizens.Text(opened));
        var page = Citizens.Text(await other.Get($"{Citizens.Site}/requests/{id}"));
        Assert.That(page, Does.Contain(number).And.Contain("Diterima").And.Contain("Percakapan"));
        foreach (var inner in new[] { "Ambil", "Jabatan", "skalasi", "Petugas Pelayanan", "Antrean" })
            Assert.That(page, Does.Not.Contain(inner));
        foreach (var elsewhere in new[] { $"/o/bisip/requests/{id}", $"{Citizens.Site}/requests/{id + 1}", $"{Citizens.Site}/requests/1" })
            Assert.That((await other.Get(elsewhere)).Status, Is.AnyOf(303, 404), elsewhere);
        Assert.That((await other.Get($"/cases/{id}")).Header("Location"), Does.Contain("/sign-in"), "it is no sign-in");
    }

    [Test]
    public async Task Four_digits_of_the_telephone_show_how_it_stands_and_nothing_that_is_in_it()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.3");
        var (number, _, id) = await Citizens.Ask(App, citizen, "digit@contoh.id", "Nama Rahasia", "0812 5555 9911");
        await citizen.Submit($"{Citizens.Site}/requests/{id}", $"{Citizens.Site}/requests/{id}/comments", ("text", "Pesan pribadi"));
        using var neighbour = SessionClient.Nobody(App).From("203.0.114.4");
        Assert.That((await neighbour.Submit($"{Citizens.Site}/follow", ("number", number), ("second", "9911"))).Status, Is.EqualTo(303));
        var page = Citizens.Text(await neighbour.Get($"{Citizens.Site}/requests/{id}"));
        Assert.That(page, Does.Contain("Diterima"));
        foreach (var secret in new[] { "Pesan pribadi", "Nama Rahasia", "Data uji" }) Assert.That(page, Does.Not.Contain(secret));
        var path = $"{Citizens.Site}/requests/{id}";
        foreach (var (to, field) in new[] { ("comments", "text"), ("withdrawal", "reason") })
        {
            var tried = await neighbour.Submit(path, $"{path}/{to}", (field, "Coba"));
            Assert.That(tried.Header("Location"), Is.EqualTo($"{Citizens.Site}/follow"), to);
        }

        Assert.That(await App.Scalar<string>("select status from cases where id = @id", new { id }), Is.EqualTo("running"));
    }

    [Test]
    public async Task An_unknown_number_and_a_wrong_secret_are_answered_word_for_word_the_same()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.5");
        var (number, _, _) = await Citizens.Ask(App, citizen, "sama@contoh.id", "Sama Jawab", "0812 5555 1212");
        using var guesser = SessionClient.Nobody(App).From("203.0.114.6");
        var unknown = number.Replace(number[..4], "9999");
        var follow = $"{Citizens.Site}/follow";
        foreach (var second in new[] { "ACDE-FHJK", "0000", "x", "" })
        {
            var known = await guesser.Submit(follow, ("number", number), ("second", second));
            var none = await guesser.Submit(follow, ("number", unknown), ("second", second));
            Assert.That((known.Status, none.Status), Is.EqualTo((422, 422)), second);
            Assert.That(Citizens.Plain(known).Replace(number, "N"), Is.EqualTo(Citizens.Plain(none).Replace(unknown, "N")), second);
        }
    }

    [Test]
    public async Task Guesses_at_one_number_are_slowed_down_from_wherever_they_come()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.7");
        var (number, secret, _) = await Citizens.Ask(App, citizen, "lambat@contoh.id", "Lambat", "0812 5555 3434");
        var statuses = new List<int>();
        for (var i = 0; i < 7; i++)
        {
            using var guesser = SessionClient.Nobody(App).From($"203.0.115.{i + 1}");
            statuses.Add((await guesser.Submit($"{Citizens.Site}/follow", ("number", number), ("second", $"000{i}"))).Status);
        }

        Assert.That(statuses.Take(4), Is.All.EqualTo(422));
        Assert.That(statuses[^1], Is.EqualTo(429));
        using var owner = SessionClient.Nobody(App).From("203.0.115.99");
        Assert.That((await owner.Submit($"{Citizens.Site}/follow", ("number", number), ("second", secret))).Status, Is.EqualTo(429));
    }

    [Test]
    public async Task A_message_of_the_citizen_reaches_the_office_and_its_answer_the_citizen()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.8");
        var (_, _, id) = await Citizens.Ask(App, citizen, "cakap@contoh.id", "Cakap Sekali");
        var path = $"{Citizens.Site}/requests/{id}";
        var key = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 2; i++)
        {
            var said = await citizen.Submit(path, path + "/comments", ("text", "Kapan <b>selesai</b>?"), ("key", key));
            Assert.That(said.Status, Is.EqualTo(303), Citizens.Text(said));
        }

        Assert.That(await App.Scalar<int>(
            "select count(*)::int from messages where case_id = @id and kind = 'customer-wrote'", new { id }), Is.AtLeast(1));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from history where case_id = @id and event::text like '%commentAdded%'", new { id }), Is.EqualTo(1),
            "once");
        using var clerk = await SessionClient.SignIn(App, Citizens.Clerk);
        var answered = await clerk.Submit($"/cases/{id}", $"/cases/{id}/comments", ("text", "Besok."), ("shared", "true"));
        Assert.That(answered.Status, Is.EqualTo(303));
        await clerk.Submit($"/cases/{id}", $"/cases/{id}/comments", ("text", "Hanya antar rekan"));
        var page = (await citizen.Get(path)).Text;
        Assert.That(page, Does.Contain("Besok.").And.Not.Contain("Hanya antar rekan").And.Not.Contain("<b>selesai"));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from messages where case_id = @id and kind = 'office-wrote'", new { id }), Is.EqualTo(1));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_request_is_taken_back_with_a_reason_once()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.9");
        var (_, _, id) = await Citizens.Ask(App, citizen, "tarik@contoh.id", "Tarik Kembali");
        var path = $"{Citizens.Site}/requests/{id}";
        Assert.That((await citizen.Submit(path, path + "/withdrawal", ("reason", " "))).Status, Is.EqualTo(422));
        Assert.That((await citizen.Submit(path, path + "/withdrawal", ("reason", "Sudah dapat"))).Status, Is.EqualTo(303));
        var again = await citizen.Submit(path, path + "/withdrawal", ("reason", "Lagi"));
        Assert.That(again.Status, Is.EqualTo(303));
        Assert.That(Citizens.Text(await citizen.Get(path)), Does.Contain("Anda menarik permohonan").And.Contain("sudah ditarik"));
        Assert.That(await App.Scalar<string>("select status from cases where id = @id", new { id }), Is.EqualTo("cancelled"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_link_of_a_message_survives_scanners_and_ends_with_its_time_and_its_customer()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.10");
        var (_, _, id) = await Citizens.Ask(App, citizen, "tautan@contoh.id", "Tautan");
        var unit = await App.Unit(Citizens.Office);
        var person = await App.Scalar<long>("select customer_id from cases where id = @id", new { id });
        var link = "/f/" + await App.Services.GetRequiredService<FollowLinks>().Make(unit, id, person, CancellationToken.None);
        var before = await App.Scalar<int>("select count(*)::int from history where case_id = @id", new { id });
        for (var i = 0; i < 3; i++)
        {
            using var scanner = SessionClient.Nobody(App).From("203.0.114.11");
            Assert.That((await scanner.Get(link)).Status, Is.EqualTo(303));
            Assert.That((await scanner.Get(link + "/messages")).Status, Is.EqualTo(200));
        }

        using var reader = SessionClient.Nobody(App).From("203.0.114.12");
        Assert.That((await reader.Get(link)).Header("Location"), Is.EqualTo($"{Citizens.Site}/requests/{id}"));
        Assert.That(Citizens.Text(await reader.Get($"{Citizens.Site}/requests/{id}")), Does.Contain("Percakapan"));
        Assert.That(await App.Scalar<int>("select count(*)::int from history where case_id = @id", new { id }), Is.EqualTo(before));
        Assert.That(await App.Scalar<int>("select count(*)::int from message_choices where person_id = @person", new { person }), Is.Zero);
        Assert.That((await reader.Get("/f/" + new string('a', 43))).Status, Is.EqualTo(404));
        await App.Owner("update follow_links set expires_at = now() - interval '1 second'");
        Assert.That((await reader.Get(link)).Status, Is.EqualTo(404), "over");
    }

    [Test]
    public async Task Messages_end_by_a_post_and_what_the_law_asks_still_comes()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.13");
        var (_, _, id) = await Citizens.Ask(App, citizen, "henti@contoh.id", "Henti Pesan");
        var unit = await App.Unit(Citizens.Office);
        var person = await App.Scalar<long>("select customer_id from cases where id = @id", new { id });
        var token = await App.Services.GetRequiredService<FollowLinks>().Make(unit, id, person, CancellationToken.None);
        var link = $"/f/{token}/messages";
        using var program = SessionClient.Nobody(App).From("203.0.114.14");
        var stopped = await program.Send(HttpMethod.Post, link, new FormUrlEncodedContent(
            [KeyValuePair.Create("List-Unsubscribe", "One-Click")]));
        Assert.That(stopped.Status, Is.EqualTo(303));
        Assert.That(await App.Scalar<string>(
            "select string_agg(distinct email, ',') from message_choices where person_id = @person", new { person }), Is.EqualTo("off"));
        Assert.That(await App.Scalar<int>(
            """
            select count(*)::int from message_choices
            where person_id = @person and kind in ('case-received', 'case-ended', 'lapse-closed')
            """,
            new { person }), Is.Zero);
    }

    [Test]
    public async Task All_requests_of_a_contact_are_shown_after_its_code_and_unknown_contacts_learn_nothing()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.15");
        var (number, _, _) = await Citizens.Ask(App, citizen, "semua@contoh.id", "Semua Milik");
        await App.Owner("delete from contact_tries");
        var mine = $"{Citizens.Site}/mine";
        using var later = SessionClient.Nobody(App).From("203.0.114.16");
        using var stranger = SessionClient.Nobody(App).From("203.0.114.17");
        var known = await later.Submit(mine, ("contact", "Semua@contoh.id"));
        var unknown = await stranger.Submit(mine, ("contact", "tiada@contoh.id"));
        Assert.That((known.Status, known.Header("Location")), Is.EqualTo((unknown.Status, unknown.Header("Location"))));
        var page = await later.Get(mine + "/code");
        var code = Citizens.Code(page.Text);
        Assert.That(Citizens.Code((await stranger.Get(mine + "/code")).Text), Is.Empty, "nothing is sent to strangers' addresses");
        Assert.That((await later.Submit(mine + "/code", ("code", code))).Header("Location"), Is.EqualTo(mine));
        Assert.That(Citizens.Text(await later.Get(mine)), Does.Contain(number));
        Assert.That((await later.Submit(mine + "/code", ("code", code))).Status, Is.AnyOf(422, 303), "used");
        Assert.That(Citizens.Text(await later.Get("/o/bisip/mine")), Does.Not.Contain(number), "a pass is of one office");
        Assert.That((await later.Submit(mine, mine + "/end")).Status, Is.EqualTo(303));
        Assert.That(Citizens.Text(await later.Get(mine)), Does.Not.Contain(number));
    }

    [Test]
    public async Task The_citizens_steps_are_done_on_the_page_once_by_whichever_way_they_came()
    {
        using var citizen = SessionClient.Nobody(App).From("203.0.114.18");
        var id = await OwnSteps.Start(App, citizen);
        var path = $"{Citizens.Site}/requests/{id}";
        var page = Citizens.Text(await citizen.Get(path));
        var step = Regex.Match(page, $"{path}/steps/[0-9]+").Value;
        Assert.That(page, Does.Contain("Menunggu Anda"));
        Assert.That(step, Is.Not.Empty, page);
        Assert.That((await citizen.Submit(step, step, ("data.perbaikan", ""))).Status, Is.EqualTo(422), "a needed field");
        var first = await citizen.Submit(step, step, ("data.perbaikan", "Sudah benar"));
        Assert.That(first.Header("Location"), Is.EqualTo(path), Citizens.Text(first));
        var again = await citizen.Submit(path, step, ("data.perbaikan", "Kedua"));
        Assert.That(again.Header("Location"), Is.EqualTo(path));
        Assert.That(Citizens.Text(await citizen.Get(path)), Does.Contain("sudah dilakukan"));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from history where case_id = @id and event::text like '%Kedua%'", new { id }), Is.Zero);
        using var other = SessionClient.Nobody(App).From("203.0.114.19");
        Assert.That((await other.Get(step)).Header("Location"), Is.EqualTo($"{Citizens.Site}/follow"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_signed_in_customer_has_the_same_pages_and_staff_have_none()
    {
        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        Assert.That((await customer.Get("/")).Header("Location"), Is.EqualTo("/mine"));
        Assert.That((await customer.Get("/mine")).Header("Location"), Is.EqualTo($"{Citizens.Site}/mine"));
        Assert.That((await customer.Get($"{Citizens.Site}/mine")).Status, Is.EqualTo(200));
        using var citizen = SessionClient.Nobody(App).From("203.0.114.20");
        var (_, _, id) = await Citizens.Ask(App, citizen, "lain@contoh.id", "Orang Lain");
        Assert.That((await customer.Get($"{Citizens.Site}/requests/{id}")).Status, Is.EqualTo(303), "of another customer");
        using var clerk = await SessionClient.SignIn(App, Citizens.Clerk);
        Assert.That((await clerk.Get($"{Citizens.Site}/requests/{id}")).Status, Is.EqualTo(303), "staff have the case's own page");
    }
}

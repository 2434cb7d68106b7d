using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Tests.Browser;
using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Tests.Http;

/// <summary>
/// A form that is sent after its session has ended is on its page again, with all that was typed, when the same person has signed in.
/// </summary>
internal sealed class KeptFormTests : AppTest
{
    /// <summary>The last has other controls for each type of field, and the values that are sent here fit no type.</summary>
    private static readonly string[] LeftOut = ["/sign-out", "/language", "/sops/pk-tu-pjt-02/form"];

    protected override Task Prepare(string connectionString) => OfficeHistory.Make(connectionString, "baristand-palembang", 35);

    [Test]
    public async Task Every_form_of_every_page_comes_back_as_it_was_sent()
    {
        var things = await PageVisits.Things(App);
        var wrong = new List<string>();
        var tried = 0;
        foreach (var visit in PageVisits.All.Where(visit => visit is { Status: 200, Who: not ("" or "teknis1.palembang") }))
        {
            var address = things.Aggregate(visit.Address, (path, thing) =>
                path.Replace($"{{{thing.Key}}}", Uri.EscapeDataString(thing.Value), StringComparison.Ordinal));
            using var client = await SessionClient.SignIn(App, visit.Who);
            var html = (await client.Get(address)).Text;
            var page = PageForms.Read(html);
            var forms = page.Forms.Where(form => form.IsPost)
                .Where(form => page.Controls.Any(control => control.Form == form && control is { Type: "submit", Action: "" }))
                .Select(form => form.Action).Where(action => action.Length > 0 && !LeftOut.Contains(action)).Distinct().ToList();
            foreach (var action in forms)
            {
                tried++;
                wrong.AddRange((await Lost(client, visit.Who, address, action)).Select(fault => $"{address} {action}: {fault}"));
            }
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(tried, Is.GreaterThan(60));
    }

    [Test]
    public async Task Nothing_is_done_and_another_person_who_signs_in_sees_none_of_it()
    {
        var (client, id) = await AtTask("pengelola1.palembang");
        var sent = await Complete(client, id, ("comment", "Kata-kata terakhir"), ("password", "rahasia sekali"));
        Assert.That(
            (sent.Status, sent.Header("Location")),
            Is.EqualTo((303, $"/sign-in?next={Uri.EscapeDataString($"/tasks/{id}#kept")}")));
        Assert.That((await client.Get("/sign-in")).Text, Does.Contain("isian Anda tidak hilang"));

        await Enter(client, "pengelola2.palembang");
        var other = await client.Get($"/tasks/{id}");
        Assert.That(other.Text, Does.Not.Contain("Kata-kata terakhir").And.Not.Contain("id=\"kept\""));
        await client.Submit("/account", "/sign-out");
        await Enter(client, "pengelola1.palembang");
        var page = await client.Get($"/tasks/{id}");

        Assert.That(
            page.Text,
            Does.Contain(">\nKata-kata terakhir</textarea>").And.Contain("belum terkirim").And.Not.Contain("rahasia sekali"));
        Assert.That(
            await App.Scalar<bool>(
                "select exists (select from tasks where case_id = @case and no = 1 and closed_at is null)",
                new { @case = long.Parse(id.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture) }),
            Is.True);
        Assert.That(
            await App.Scalar<bool>("select exists (select from kept_forms where position('terakhir'::bytea in content) > 0)"),
            Is.False, "sealed");
        client.Dispose();
    }

    [Test]
    public async Task A_form_that_was_sent_at_last_comes_back_no_more()
    {
        var (client, id) = await AtTask("pengelola1.palembang");
        await Complete(client, id, ("comment", "Sudah lengkap"));
        await Enter(client, "pengelola1.palembang");
        Assert.That((await client.Get($"/tasks/{id}")).Text, Does.Contain("Sudah lengkap"));
        Assert.That((await client.Get($"/tasks/{id}")).Text, Does.Contain("id=\"kept\""), "also when the page is loaded again");

        Assert.That((await client.Submit($"/tasks/{id}", $"/tasks/{id}/completion", ("comment", "Sudah lengkap"))).Status, Is.EqualTo(303));
        Assert.That((await client.Get($"/tasks/{id}")).Text, Does.Not.Contain("id=\"kept\""));
        client.Dispose();
    }

    [Test]
    public async Task A_form_whose_token_counts_no_more_comes_back_too()
    {
        var (client, id) = await AtTask("pengelola1.palembang", ends: false);
        var sent = await Complete(client, id, ("comment", "Token lama"), ("__RequestVerificationToken", "lama"));

        Assert.That((sent.Status, sent.Header("Location")), Is.EqualTo((303, $"/tasks/{id}#kept")));
        Assert.That((await client.Get($"/tasks/{id}")).Text, Does.Contain(">\nToken lama</textarea>"));
        client.Dispose();
    }

    [Test]
    public async Task If_the_form_is_gone_the_page_shows_the_typed_text_and_files_have_to_be_chosen_again()
    {
        var (client, id) = await AtTask("pengelola1.palembang");
        var mark = await Fields(client, id);
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in mark) form.Add(new StringContent(value), name);
        form.Add(new StringContent("Lampiran menyusul & terima kasih"), "comment");
        form.Add(new ByteArrayContent(new byte[3000]), "files", "surat.pdf");
        await End("pengelola1.palembang");
        Assert.That((await client.Send(HttpMethod.Post, $"/tasks/{id}/completion", form)).Status, Is.EqualTo(303));
        await Enter(client, "pengelola1.palembang");
        Assert.That((await client.Get($"/tasks/{id}")).Text, Does.Contain("Pilih lagi dokumennya"));

        using (var colleague = await App.Client("pengelola2.palembang"))
            Assert.That((await colleague.Post($"tasks/{id}/completion")).Status, Is.EqualTo(200));
        var page = (await client.Get($"/tasks/{id}")).Text;
        Assert.That(page, Does.Contain("tidak ada lagi di halaman ini").And.Contain("Lampiran menyusul &amp; terima kasih"));
        client.Dispose();
    }

    [Test]
    public async Task A_form_without_its_mark_leads_to_the_page_it_came_from_and_keeps_nothing()
    {
        using var nobody = SessionClient.Nobody(App);
        var answer = await Comment(new Uri(App.Address, "/cases/1").ToString());
        var elsewhere = await Comment("https://lain.test/cases/1");

        Assert.That(
            (answer.Status, answer.Header("Location"), answer.Header("Set-Cookie")),
            Is.EqualTo((303, $"/sign-in?next={Uri.EscapeDataString("/cases/1")}", (string?)null)));
        Assert.That(elsewhere.Header("Location"), Is.EqualTo($"/sign-in?next={Uri.EscapeDataString("/inbox")}"));

        Task<SessionClient.Answer> Comment(string from) => nobody.Send(
            HttpMethod.Post, "/cases/1/comments", new FormUrlEncodedContent([new("text", "halo")]), ("Referer", from));
    }

    /// <summary>The faults of the form as it came back.</summary>
    private async Task<List<string>> Lost(SessionClient client, string who, string address, string action)
    {
        var before = PageForms.Read((await client.Get(address)).Text);
        // It may be gone with a session that an earlier form ended.
        if (before.Forms.FirstOrDefault(form => form.IsPost && form.Action == action) is not { } form) return [];
        var controls = before.Controls
            .Where(control => control.Form == form && control.Name.Length > 0 && control.Type is not ("submit" or "file")).ToList();
        var sent = controls.Select((control, i) => (control, value: control.Type switch
        {
            "hidden" or "radio" or "checkbox" => control.Value,
            "option" => controls.Last(other => other.Type == "option" && other.Name == control.Name) == control ? control.Value : null,
            _ => $"Isian <{i}> & \"é\"",
        })).Where(field => field.value is not null).ToList();
        await End(who);
        var answer = await client.Send(HttpMethod.Post, action, new FormUrlEncodedContent(
            sent.Select(field => KeyValuePair.Create(field.control.Name, field.value!))));
        if (answer.Status != 303 || answer.Header("Location")?.StartsWith("/sign-in", StringComparison.Ordinal) != true)
            return [$"answers {answer.Status} {answer.Header("Location")}"];
        var arrived = await Enter(client, who, WebUtility.UrlDecode(answer.Header("Location")!.Split("next=")[1]));
        if (arrived.Split('#')[0] != address) return [$"leads to {arrived}"];

        var html = (await client.Get(address)).Text;
        var after = PageForms.Read(html);
        var kept = after.Forms.FirstOrDefault(other => html.AsSpan(other.At).StartsWith("<form data-kept"));
        var typed = sent
            .Where(field => !field.control.Name.StartsWith("__", StringComparison.Ordinal)
                && !KeptForms.Secrets.Contains(field.control.Name))
            .ToList();
        if (kept is null) return typed.Count == 0 ? [] : ["is not there"];
        var now = after.Controls.Where(control => control.Form == kept).ToList();
        return
        [
            .. typed.GroupBy(field => field.control.Name).SelectMany(name => name.Select(field => field.value!)
                .Except(now.Where(control => control.Name == name.Key && IsFilled(control)).Select(control => Value(control, html)))
                .Select(value => $"{name.Key} has lost {value}")),
        ];
    }

    private static bool IsFilled(PageForms.Control control) => control.Type switch
    {
        "checkbox" or "radio" => control.Tag.Contains(" checked", StringComparison.Ordinal),
        "option" => control.Tag.Contains(" selected", StringComparison.Ordinal),
        _ => true,
    };

    private static string Value(PageForms.Control control, string html) =>
        control.Type == "textarea"
            ? WebUtility.HtmlDecode(html.Substring(control.ContentAt, control.ContentLength)).TrimStart('\n')
            : control.Value;

    private async Task<(SessionClient Client, string Task)> AtTask(string userName, bool ends = true)
    {
        using var clerk = await App.Client(userName);
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Isian" }))["id"].GetInt64();
        var client = await SessionClient.SignIn(App, userName);
        _ends = ends;
        return (client, $"{id}-1");
    }

    private bool _ends;

    /// <summary>Sends the form of a task, with its mark, after its session has ended.</summary>
    private async Task<SessionClient.Answer> Complete(SessionClient client, string id, params (string Name, string Value)[] fields)
    {
        var hidden = await Fields(client, id);
        if (_ends) await End("pengelola1.palembang");
        return await client.Send(HttpMethod.Post, $"/tasks/{id}/completion", new FormUrlEncodedContent(
            hidden.Where(field => fields.All(other => other.Name != field.Name)).Concat(fields)
                .Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }

    private static async Task<List<(string Name, string Value)>> Fields(SessionClient client, string id)
    {
        var page = PageForms.Read((await client.Get($"/tasks/{id}")).Text);
        return
        [
            .. page.Controls.Where(control => control.Form?.Action == $"/tasks/{id}/completion" && control.Type == "hidden")
                .Select(control => (control.Name, control.Value)),
        ];
    }

    private async Task End(string userName)
    {
        var unit = await App.Scalar<int>("select unit_id from people where user_name = @userName", new { userName });
        var person = await App.Person(userName);
        await App.Scalar<int>(
            """
            with done as (update sessions set ended_at = now() where person_id = @person and not is_program returning 1) select 1
            """, new { person });
        App.Services.GetRequiredService<People>().Forget(unit, person);
    }

    private static async Task<string> Enter(SessionClient client, string userName, string next = "/inbox")
    {
        var answer = await client.Submit("/sign-in", ("userName", userName), ("password", TestApp.Password), ("next", next));
        Assert.That(answer.Status, Is.EqualTo(303), answer.Text);
        return answer.Header("Location")!;
    }
}

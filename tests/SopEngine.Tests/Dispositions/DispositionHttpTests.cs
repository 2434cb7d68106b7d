using SopEngine.Tests.Support;

namespace SopEngine.Tests.Dispositions;

/// <summary>Dispositions through the API: lists, counts, deeds and refusals.</summary>
internal sealed class DispositionHttpTests : AppTest
{
    [Test]
    public async Task The_chosen_one_has_the_task_among_their_own_and_others_have_it_nowhere()
    {
        var id = await ConsultationCase.Disposed(App, "Untuk satu petugas", ConsultationCase.First);

        Assert.That(await Has(ConsultationCase.First, "Mine", id));
        Assert.That(await Has(ConsultationCase.Second, "Mine", id), Is.False);
        Assert.That(await Has(ConsultationCase.Second, "Queue", id), Is.False);
    }

    [Test]
    public async Task Several_have_it_in_their_queue_and_the_rest_of_the_lane_does_not()
    {
        var id = await ConsultationCase.Disposed(App, "Untuk dua petugas", ConsultationCase.First, ConsultationCase.Second);
        Assert.That(await Has(ConsultationCase.First, "Queue", id));
        Assert.That(await Has(ConsultationCase.Second, "Queue", id));

        var unit = await App.Unit("bisip");
        await App.Scalar<int>("insert into lane_holders select @unit, id, 'petugas-layanan' from people where user_name = 'tu1.bisip' "
            + "and unit_id = @unit on conflict do nothing returning 1", new { unit });
        Assert.That(await Has("tu1.bisip", "Queue", id), Is.False);
        using var third = await App.Client("tu1.bisip");
        Assert.That((await third.Post($"tasks/{id}-4/claim")).Status, Is.EqualTo(403));
        Assert.That((await third.Post($"tasks/{id}-4/completion", new { })).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_task_is_disposed_on_by_its_receiver_with_every_wrong_value_named()
    {
        var id = await ConsultationCase.Disposed(App, "Disposisi lanjutan", ConsultationCase.First);
        var second = await App.Person(ConsultationCase.Second);
        using var first = await App.Client(ConsultationCase.First);
        using var other = await App.Client(ConsultationCase.Second);

        var own = await App.Person(ConsultationCase.First);
        Assert.That((await other.Post($"tasks/{id}-4/disposition", new { to = new[] { own }, instruction = "x" })).Status,
            Is.EqualTo(403));
        Assert.That(await Errors(new { to = new[] { second, own }, instruction = "x" }), Is.EqualTo("to"), "to oneself");
        Assert.That(await Errors(new { }), Is.EqualTo("instruction,to"));
        Assert.That(await Errors(new { to = new[] { second }, instruction = "x", deadline = "kemarin" }), Is.EqualTo("deadline"));
        Assert.That(await Errors(new { to = new[] { second }, instruction = "x", deadline = "2020-01-01" }), Is.EqualTo("deadline"));
        Assert.That(await Errors(new { to = new[] { 999_999L }, instruction = "x" }), Is.EqualTo("to"));
        Assert.That(await Errors(new { to = new[] { second }, instruction = new string('x', 2001) }), Is.EqualTo("instruction"));

        var done = await first.Post(
            $"tasks/{id}-4/disposition", new { to = new[] { second }, instruction = "Mohon dibantu", note = "Segera" });
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        Assert.That(await Has(ConsultationCase.Second, "Mine", id));
        Assert.That(await Has(ConsultationCase.First, "Mine", id), Is.False);
        Assert.That((await first.Post($"tasks/{id}-4/disposition", new { to = new[] { second }, instruction = "x" })).Status,
            Is.EqualTo(403), "it is not theirs any more");
        Assert.That(await App.Verify(), Is.Empty);

        async Task<string> Errors(object sent)
        {
            var refused = await first.Post($"tasks/{id}-4/disposition", sent);
            Assert.That(refused.Status, Is.EqualTo(422), refused.Text);
            return string.Join(',', refused["errors"].EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        }
    }

    [Test]
    public async Task A_task_of_no_disposition_is_not_disposed_on()
    {
        var id = await ConsultationCase.Received(App, "Belum didisposisikan");
        using var head = await App.Client(ConsultationCase.Head);
        var unit = await App.Unit("bisip");
        await App.Scalar<int>("insert into lane_holders select @unit, id, 'kepala-balai' from people where user_name = 'tu1.bisip' "
            + "and unit_id = @unit on conflict do nothing returning 1", new { unit });

        var refused = await head.Post($"tasks/{id}-3/disposition",
            new { to = new[] { await App.Person("tu1.bisip") }, instruction = "x" });
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((409, "not-disposed")));
    }

    [Test]
    public async Task Who_is_no_officer_cannot_be_chosen_and_the_field_says_so()
    {
        var id = await ConsultationCase.Received(App, "Petugas keliru");
        using var head = await App.Client(ConsultationCase.Head);
        var unit = await App.Unit("bisip");
        await App.Scalar<int>("insert into lane_holders select @unit, id, 'kepala-balai' from people where user_name = 'tu1.bisip' "
            + "and unit_id = @unit on conflict do nothing returning 1", new { unit });

        var refused = await head.Post($"tasks/{id}-3/completion", new
        {
            outcome = "Petugas saja",
            data = new { diteruskanKepada = new[] { await App.Person(ConsultationCase.Reception) }, instruksi = "x" },
        });
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(refused["errors"].GetProperty("data.diteruskanKepada")[0].GetString(),
            Does.Contain("Intan Permatasari").And.Contain("Petugas Penyedia Layanan"));
    }

    [Test]
    public async Task A_customer_reads_nothing_of_the_disposition()
    {
        var id = await ConsultationCase.Disposed(App, "Rahasia kantor", ConsultationCase.First);
        using var first = await App.Client(ConsultationCase.First);
        await first.Post($"tasks/{id}-4/disposition",
            new { to = new[] { await App.Person(ConsultationCase.Second) }, instruction = "Jangan terlalu lama" });
        using var customer = await SessionClient.SignIn(App, "pengguna1.bisip");

        var page = (await customer.Get($"/cases/{id}")).Text;
        Assert.That(page, Does.Not.Contain("Layani pemohon dan laporkan").And.Not.Contain("Jangan terlalu lama").And.Not.Contain("0417"));
    }

    private async Task<bool> Has(string person, string list, long id)
    {
        using var client = await App.Client(person);
        var tasks = await client.Get($"tasks?list={list}");
        Assert.That(tasks.Status, Is.EqualTo(200), tasks.Text);
        return tasks.Text.Contains($"\"{id}-4\"", StringComparison.Ordinal);
    }
}

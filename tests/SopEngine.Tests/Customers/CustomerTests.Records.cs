using SopEngine.Tests.Support;

namespace SopEngine.Tests.Customers;

/// <summary>The record of changes, accents, and a customer who leaves while a case of theirs begins.</summary>
internal sealed partial class CustomerTests
{
    [Test]
    public async Task The_log_holds_a_customers_data_before_and_after_a_change_and_nothing_without_one()
    {
        var id = await Register("Toko Catatan Lama", ("phone", "081234500011"), ("address", "Jl. Satu\r\nPekanbaru"));
        (string, string)[] fields =
        [
            ("name", "Toko Catatan Lama"), ("phone", "081234500022"), ("address", "Jl. Satu\r\nPekanbaru"), ("email", "catatan@riau.test"),
        ];
        for (var i = 0; i < 2; i++) Assert.That((await _clerk.Submit($"/customers/{id}", fields)).Status, Is.EqualTo(303));

        Assert.That(
            await _app.Scalar<string>(
                "select string_agg(detail, '|') from audit_log where subject_id = @id and action = 'person-changed'", new { id }),
            Is.EqualTo("phone: +6281234500011 → +6281234500022\nemail: — → catatan@riau.test"));
        using var admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        Assert.That(System.Net.WebUtility.HtmlDecode((await admin.Get("/people/log?search=catatan")).Text),
            Does.Contain("Nomor telepon: +6281234500011 → +6281234500022; Alamat e-mail: — → catatan@riau.test"));
    }

    [TestCase("Café Délice Riau", "Cafe Delice Riau")]
    [TestCase("Kedai Elan Bengkalis", "Kedai Élan Bengkalis")]
    [TestCase("Kopi Zoë Murni", "Kopi Zoë Murni")]
    public async Task A_customer_is_found_alike_whether_written_with_accents_or_without(string known, string typed)
    {
        await Register(known);

        Assert.That((await _clerk.Submit("/customers/new", "/customers", ("name", typed))).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task A_customer_for_whom_a_case_is_being_opened_is_not_taken_out()
    {
        var id = await Register("UD Balapan Keluar");
        using var clerk = await _app.Client("pengelola1.pekanbaru");
        var opened = (await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Sagu", customer = "pelanggan1.pekanbaru" }))["id"]
            .GetInt64();
        await using var opening = await _app.Database.System.OpenConnectionAsync();
        await using var transaction = await opening.BeginTransactionAsync();
        // Like an opening that is not committed: it holds the lock of openings, and nobody sees whose case it is.
        await Dapper.SqlMapper.ExecuteAsync(
            opening, $"select pg_advisory_xact_lock_shared(1397706611, unit_id) from people where id = {id}; "
                + $"update cases set customer_id = {id} where id = {opened}", null, transaction);
        using var admin = await SessionClient.SignIn(_app, "admin.pekanbaru");
        var removal = admin.Submit($"/customers/{id}", $"/customers/{id}/leave");
        await Patience.Until(
            async () => await _app.Scalar<int>(
                "select count(*)::int from pg_locks l join pg_database d on d.oid = l.database "
                    + "where d.datname = current_database() and l.locktype = 'advisory' and l.classid = 1397706611 and not l.granted") == 1,
            "the removal waits for the opening");
        await transaction.CommitAsync();

        Assert.That((await removal).Status, Is.EqualTo(422));
        Assert.That(await _app.Scalar<bool>("select deactivated_at is null from people where id = @id", new { id }), Is.True);
    }
}

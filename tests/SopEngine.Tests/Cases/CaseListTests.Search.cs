using SopEngine.Tests.Support;
using SopEngine.Web.Cases;

namespace SopEngine.Tests.Cases;

internal sealed partial class CaseListTests
{
    [Test]
    public async Task A_search_uses_the_index_of_words_also_under_row_level_security()
    {
        var rare = await Plan(CaseListSql.Rows(Filter("list=all"), isCustomer: false, new CaseSearch(IsRare: true, Words: 1), "c.id"));
        var common = await Plan(CaseListSql.Rows(Filter("list=all"), isCustomer: false, new CaseSearch(IsRare: false, Words: 1), "c.id"));

        Assert.That(rare, Does.Match(@"Index Cond: .*word >= .*word < ").And.Not.Contains("Seq Scan"));
        Assert.That(common, Does.Contain("using cases_pkey on cases").And.Not.Contains("Seq Scan"));
        Assert.That(await Plan(CaseListSql.Words), Does.Match(@"Index Cond: .*word >= .*word < "));
    }

    [Test]
    public async Task Very_common_words_are_searched_for_in_parts_of_the_list()
    {
        await using var app = await TestApp.Start();
        using var clerk = await app.Client("pengelola1.pekanbaru");
        var id = (await clerk.Post("cases",
            new { sop = "pk-tu-pjt-02", title = "Ramai istimewa", customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        await app.Scalar<int>(
            """
            insert into cases (unit_id, id, definition_id, version, title, status, state, seq, hash, started_at, updated_at)
            select unit_id, 9000000 + n, definition_id, version, 'Ramai biasa', status, state, seq, hash, started_at, updated_at
            from cases, generate_series(1, 25000) n where id = @id;
            insert into case_words (unit_id, word, case_id)
            select unit_id, word, id from cases, unnest(array['ramai', 'biasa']) word where title = 'Ramai biasa';
            """, new { id });

        var common = await clerk.Get("cases?q=ramai&size=2");
        var both = await clerk.Get("cases?q=ramai+istimewa");
        await app.Scalar<int>("insert into case_words (unit_id, word, case_id) " +
            "select unit_id, 'istimewa', id from cases where title = 'Ramai biasa' limit 6000");
        var first = await clerk.Get("cases?q=ramai+istimewa");
        var further = await clerk.Get($"cases?q=ramai+istimewa&after={first["next"].GetString()}");

        Assert.That(common["items"].GetArrayLength(), Is.EqualTo(2));
        Assert.That(both["items"][0].GetProperty("id").GetInt64(), Is.EqualTo(id), "the rare word comes first");
        Assert.That(first["items"].GetArrayLength(), Is.Zero);
        Assert.That(further["items"][0].GetProperty("id").GetInt64(), Is.EqualTo(id));
    }
}

using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;
using SopEngine.Web.Site;

namespace SopEngine.Tests.Site;

/// <summary>The public site as anybody gets it, without a session and without scripts.</summary>
internal sealed partial class PublicSiteTests : AppTest
{
    private const string Office = "bppsi-pekanbaru", Sop = "ppid-permohonan-informasi";

    private async Task<SessionClient.Answer> Get(string path, string? cookie = null)
    {
        using var nobody = SessionClient.Nobody(App);
        return await nobody.Get(path, ("Cookie", cookie ?? ""));
    }

    private async Task<string> Text(string path) => WebUtility.HtmlDecode((await Get(path)).Text);

    [Test]
    public async Task A_service_has_its_six_components_from_its_page_the_sop_the_promise_and_the_tariffs()
    {
        var page = await Text($"/o/{Office}/services/{Sop}");
        Assert.That(page, Does.Contain("1. Persyaratan").And.Contain("Formulir permohonan informasi"));
        Assert.That(page, Does.Contain("2. Sistem, mekanisme, dan prosedur"));
        Assert.That(page, Does.Contain("Mencatat permohonan informasi (Petugas Pelayanan"));
        Assert.That(page, Does.Contain("3. Jangka waktu penyelesaian").And.Contain("10 hari kerja"));
        Assert.That(page, Does.Contain("4. Biaya/tarif").And.Contain("Tidak dipungut biaya"));
        Assert.That(page, Does.Contain("5. Produk pelayanan").And.Contain("6. Penanganan pengaduan, saran, dan masukan"));

        var testing = await Text($"/o/{Office}/services/pk-tu-pjt-02");
        Assert.That(testing, Does.Contain("Laporan Hasil Pengujian (LHP)"), "its page wins over the SOP");
        Assert.That(testing, Does.Match(@"Rp\d{2,3}\.\d{3}").And.Contain("PP"), "the tariffs that are valid, with their regulation");
    }

    [Test]
    public async Task The_first_page_lists_services_pledge_hours_sops_and_contact()
    {
        var page = await Text($"/o/{Office}");
        Assert.That(page, Does.Contain("Pengujian contoh").And.Contain("Permohonan informasi publik").And.Contain("Maklumat pelayanan"));
        Assert.That(page, Does.Match("Buka sampai|Tutup, buka lagi").And.Contain("Jalan Hang Tuah Ujung"));
        Assert.That(page, Does.Contain($"/o/{Office}/sops/pk-tu-pjt-01").And.Not.Contain("<script").And.Not.Contain("Masuk"));
        Assert.That(page, Does.Not.Contain("/services/sop-21-bipa-5"), "a SOP that is not listed");
        var english = (await Get($"/o/{Office}", ".AspNetCore.Culture=" + Uri.EscapeDataString("c=en|uic=en"))).Text;
        Assert.That(english, Does.Contain("lang=\"en\"").And.Contain("Testing of samples").And.Contain("Service pledge"));
    }

    [Test]
    public async Task The_language_is_chosen_by_a_link_that_leads_back()
    {
        var answer = await Get($"/language?culture=en&next=%2Fo%2F{Office}");
        Assert.That((answer.Status, answer.Header("Location")), Is.EqualTo((303, $"/o/{Office}")));
        Assert.That(answer.Header("Set-Cookie"), Does.Contain("uic%3Den"));
        Assert.That((await Get("/language?culture=en&next=%2F%2Fevil.example")).Header("Location"), Is.EqualTo("/"));
    }

    [Test]
    public async Task A_sop_is_read_only_where_the_office_opens_its_sheet()
    {
        var page = await Text($"/o/{Office}/sops/pk-tu-pjt-01");
        Assert.That(page, Does.Contain("KODE ETIK PELAYANAN PUBLIK").And.Contain("<svg"));
        var pdf = await Get($"/o/{Office}/sops/pk-tu-pjt-01/sheet.pdf");
        Assert.That((pdf.Status, pdf.Header("Content-Type")), Is.EqualTo((200, "application/pdf")));
        foreach (var path in new[] { "sops/sop-21-bipa-5", "sops/sop-21-bipa-5/sheet.pdf", "services/sop-21-bipa-5", "services/tiada" })
            Assert.That((await Get($"/o/{Office}/{path}")).Status, Is.EqualTo(404), path);
    }

    [Test]
    public async Task An_office_that_is_not_public_answers_as_one_that_is_not_there()
    {
        await App.Owner("update units set is_public = false where code = 'bisip'");
        try
        {
            foreach (var path in new[] { "", "/logo", "/survey", "/pictures/1", "/services/sop-b-1664-2023", "/sops/sop-b-1664-2023" })
            {
                var (hidden, unknown) = (await Get("/o/bisip" + path), await Get("/o/tidak-ada" + path));
                Assert.That((hidden.Status, unknown.Status), Is.EqualTo((404, 404)), path);
                Assert.That(hidden.Text.Replace("bisip", "tidak-ada"), Is.EqualTo(unknown.Text), path);
                Assert.That(hidden.Header("Cache-Control"), Is.EqualTo("no-store"));
            }

            Assert.That(await Text("/sign-in"), Does.Not.Contain("/o/bisip").And.Contain($"/o/{Office}"));
        }
        finally
        {
            await App.Owner("update units set is_public = true where code = 'bisip'");
        }
    }

    [Test]
    public async Task Pages_may_be_kept_for_a_minute_and_set_no_cookie()
    {
        foreach (var path in new[] { "", "/survey", $"/services/{Sop}", "/sops/pk-tu-pjt-01" })
        {
            var answer = await Get($"/o/{Office}{path}");
            Assert.That(answer.Header("Cache-Control"), Is.EqualTo("public, max-age=60"), path);
            Assert.That(answer.Header("Vary"), Does.Contain("Cookie"), path);
            Assert.That(answer.Header("Set-Cookie"), Is.Null, path);
        }
    }

    [Test]
    public async Task Addresses_of_any_text_are_answered()
    {
        foreach (var office in new[] { "%00", "..%2F..", "BISIP", "a b", "é", new string('a', 5000), "'", "bisip'--" })
            Assert.That((await Get($"/o/{office}")).Status, Is.AnyOf(400, 404, 414), office);
        Assert.That((await Get($"/o/{Office}/services/{new string('x', 3000)}")).Status, Is.EqualTo(404));
        Assert.That((await Get($"/o/{Office}/pictures/99999999999999999")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_first_visit_weighs_less_than_60_kB_with_the_largest_logo_and_picture()
    {
        var unit = await App.Unit(Office);
        await App.Owner(
            $$"""
            insert into unit_logos (unit_id, media_type, bytes, changed_at)
            select {{unit}}, 'image/png', decode(string_agg(md5(i::text), ''), 'hex'), now()
            from generate_series(1, {{PublicOffices.LargestLogo / 16}}) i on conflict do nothing;
            with added as (insert into site_pictures (unit_id, media_type, bytes, added_at)
              select {{unit}}, 'image/jpeg', decode(string_agg(md5(i::text), ''), 'hex'), now()
              from generate_series(1, {{SaveSitePage.LargestPicture / 16}}) i returning id)
            update site_pages set shown = (shown::jsonb || jsonb_build_object('picture', added.id::text, 'pictureText', 'Gedung'))::json
            from added where unit_id = {{unit}} and sop = ''
            """);
        using var browser = new HttpClient { BaseAddress = App.Address };
        browser.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        var (all, page) = await Load(browser, $"/o/{Office}");
        var html = await Unpacked(page);
        var sizes = new List<string> { $"{all,6} /o/{Office}" };
        foreach (var part in Parts().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).Distinct())
        {
            var (size, answer) = await Load(browser, part);
            Assert.That(answer.IsSuccessStatusCode, part);
            sizes.Add($"{size,6} {part}");
            all += size;
        }

        TestContext.Out.WriteLine(string.Join('\n', sizes.Append($"{all,6} bytes in all, headers included")));
        Assert.That(sizes, Has.Count.GreaterThanOrEqualTo(5), "page, style, icon, logo, picture");
        Assert.That(all, Is.LessThan(60_000));
    }

    [Test]
    public async Task No_page_of_the_site_reads_a_case_a_task_or_an_answer()
    {
        const string Large = "cases, tasks, history, messages, survey_answers, survey_counts, promise_outcomes, promise_days, step_days";
        await App.Owner($"revoke select on {Large} from sop_app, sop_system");
        try
        {
            foreach (var path in new[] { "", "/survey", $"/services/{Sop}", "/services/pk-tu-pjt-02", "/sops/pk-tu-pjt-01" })
                Assert.That((await Get($"/o/{Office}{path}")).Status, Is.EqualTo(200), path);
        }
        finally
        {
            await App.Owner($"grant select on {Large} to sop_app, sop_system");
        }
    }

    private static async Task<(int Size, HttpResponseMessage Answer)> Load(HttpClient browser, string path)
    {
        var answer = await browser.GetAsync(path);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Sum(header => header.Key.Length + 4 + header.Value.Sum(one => one.Length));
        return (headers + (await answer.Content.ReadAsByteArrayAsync()).Length, answer);
    }

    private static async Task<string> Unpacked(HttpResponseMessage answer)
    {
        await using var content = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = answer.Content.Headers.ContentEncoding.FirstOrDefault() switch
        {
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            _ => content,
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync();
    }

    [GeneratedRegex("""<(?:link rel="(?:stylesheet|icon)" href|script[^>]* src|img[^>]* src)="([^"]+)""")]
    private static partial Regex Parts();
}

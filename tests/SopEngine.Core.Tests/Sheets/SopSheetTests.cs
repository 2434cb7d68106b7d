using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Sheets;
using SopEngine.Core.Tests.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Sheets;

[Parallelizable(ParallelScope.All)]
public sealed class SopSheetTests
{
    public static IEnumerable<string> Files => Shipped.Files;

    [TestCaseSource(nameof(Files))]
    public void The_sheet_of_every_shipped_sop_is_sound(string file)
    {
        var flow = Shipped.Flow(file);
        var sheet = SopSheet.Draw(flow);

        SheetChecks.Check(sheet, flow, file);
        Assert.That(sheet.Pages.All(page => page.Paper.Scale >= 0.85), "readable: hardly smaller than set");
    }

    [TestCaseSource(nameof(Files))]
    public void Labels_of_every_shipped_sop_cross_no_line_of_the_table(string file)
    {
        foreach (var page in SopSheet.Draw(Shipped.Flow(file)).Pages)
        {
            foreach (var label in page.Arrows.Select(arrow => arrow.Label).OfType<TextBlock>())
                Assert.That(SheetInk.CrossesLine(label, page), Is.False, string.Join(' ', label.Lines));
        }
    }

    [TestCaseSource(nameof(Files))]
    public void Names_of_lanes_are_legible_on_paper(string file)
    {
        var flow = Shipped.Flow(file);
        foreach (var page in SopSheet.Draw(flow).Pages.Where(page => page.Symbols.Count > 0))
        {
            foreach (var lane in flow.Lanes)
            {
                var head = SheetChecks.LaneHead(page, lane.Name);
                Assert.That(head.Size * page.Paper.Scale, Is.GreaterThanOrEqualTo(6.99), lane.Name);
            }
        }
    }

    [Test]
    public void Seven_lanes_with_long_names_are_parted_at_syllables_and_stay_legible()
    {
        string[] names = ["Penanggungjawab Teknis", "Pelanggan", "Kepala Subbagian Administrasi", "Resepsionis", "Penyelia Laboratorium",
            "Pertanggungjawaban", "Kelompok Kerja"];
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"));
        foreach (var (i, _) in names.Index()) chart.Add(Step($"s{i}", $"lane{i}"));
        chart.Connect($"start -> {string.Join(" -> ", names.Select((_, i) => $"s{i}"))} -> end");
        var json = JsonNode.Parse(chart.Json())!;
        json["customProperties"]!["sop"]!["lanes"] =
            new JsonArray([.. names.Select((name, i) => new JsonObject { ["id"] = $"lane{i}", ["name"] = name })]);
        var flow = Core.Workflows.FlowCompiler.Compile(Core.Workflows.Definitions.WorkflowDefinition.Parse(json.ToJsonString())).Flow!;
        var sheet = SopSheet.Draw(flow);

        SheetChecks.Check(sheet, flow, "seven lanes");
        var page = sheet.Pages[^1];
        Assert.That(names.Select(name => SheetChecks.LaneHead(page, name).Size * page.Paper.Scale), Has.All.GreaterThanOrEqualTo(6.99));
        Assert.That(SheetChecks.LaneHead(page, "Pertanggungjawaban").Lines, Is.EqualTo(new[] { "Pertanggungjawa-", "ban" }));
        Assert.That(page.Paper.Scale, Is.GreaterThan(0.85));
    }

    [Test]
    public void The_logo_of_the_office_stands_above_its_letterhead()
    {
        var flow = Shipped.Flow("sop-4-bipa-5.json");
        var sheet = SopSheet.Draw(flow, logo: new SheetLogo([1, 2, 3], "image/png", Ratio: 0.8));

        SheetChecks.Check(sheet, flow, "with a logo");
        var logo = sheet.Pages[0].Logo!.Value;
        Assert.That(logo.Width / logo.Height, Is.EqualTo(0.8).Within(0.001));
        Assert.That(sheet.Pages[0].Texts.All(text => !text.Ink.Overlaps(logo)));
        Assert.That(sheet.Pages.Skip(1).All(page => page.Logo is null));
        Assert.That(SvgWriter.Page(sheet, 0), Does.Contain("href=\"data:image/png;base64,AQID\""));
    }

    [TestCase("sop-4-bipa-5.json", 2)]
    [TestCase("pk-tu-pjt-02.json", 2)]
    [TestCase("sop-013-inaker-2023.json", 2)]
    [TestCase("sop-21-bipa-5.json", 3)]
    public void A_table_takes_no_more_pages_than_it_needs(string file, int pages) =>
        Assert.That(SopSheet.Draw(Shipped.Flow(file)).Pages, Has.Count.EqualTo(pages));

    [TestCase("檢查申請文件是否完整並符合規定的要求條件", "同意", "退回修改並補充所缺少的文件")]
    [TestCase("Periksa berkas ✅ lalu setujui 👩‍💻👍🏽 atau kembalikan 🔁", "✅ Disetujui", "❌ Ditolak 🙏🏽")]
    [TestCase("Memeriksa berkas", "Disetujui", "Dikembalikan kepada pemohon untuk dilengkapi karena persyaratan administrasi dan teknis "
        + "belum terpenuhi seluruhnya sesuai ketentuan yang berlaku")]
    [TestCase("Memeriksa berkas", "Ya", "Dikembalikankepadapemohonuntukdilengkapikarenapersyaratanbelumterpenuhiseluruhnya")]
    public void Text_of_any_script_and_length_keeps_to_its_place(string instruction, string yes, string no)
    {
        var flow = Asking(instruction, yes, no);
        var sheet = SopSheet.Draw(flow);

        SheetChecks.Check(sheet, flow, no);
    }

    [Test]
    public void Only_text_that_was_measured_exactly_is_set_to_its_length()
    {
        var svg = SvgWriter.Document(SopSheet.Draw(Asking("同意", "Ya", "👍Tidak")));

        Assert.Multiple(() =>
        {
            Assert.That(TextElement(svg, "同意"), Does.Not.Contain("textLength"));
            Assert.That(TextElement(svg, "👍Tidak"), Does.Not.Contain("textLength"));
            Assert.That(TextElement(svg, "Ya"), Does.Contain("textLength"));
        });
    }

    [Test]
    public void Missing_parts_of_a_header_are_left_blank_to_fill_in()
    {
        var page = SopSheet.Draw(Shipped.Flow("ppid-permohonan-informasi.json")).Pages[0];
        var texts = SheetChecks.Texts(page).ToList();

        Assert.That(texts.Count(text => text.StartsWith("......", StringComparison.Ordinal)), Is.EqualTo(4), "number, two dates, name");
        Assert.That(texts, Has.Some.Matches("^NIP \\.+$").And.None.Contains("Fathullah"));
        Assert.That(string.Join(' ', texts), Does.Contain("bukan SOP yang disahkan"));
        Assert.That(SheetChecks.Texts(SopSheet.Draw(Shipped.Flow("sop-21-bipa-5.json")).Pages[0]),
            Has.None.Contains("Syandian").And.Some.Contains("19740727 200312 1 006"));
    }

    private static Core.Workflows.Flow Asking(string instruction, string yes, string no)
    {
        var json = JsonNode.Parse(new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"))
            .Steps("a", "b").Add(Decision("c", yes, no))
            .Connect("start -> a -> c", $"c:{yes} -> b -> end", $"c:{no} -> a").Json())!;
        var steps = json["root"]!["activities"]!.AsArray()
            .Where(activity => ((string)activity!["type"]!).StartsWith("Sop.", StringComparison.Ordinal)).ToList();
        foreach (var (i, id) in new[] { "a", "c", "b" }.Index())
        {
            var step = steps.Single(step => (string)step!["id"]! == id)!;
            step["number"] = Literal($"{i + 1}");
            step["instruction"] = Literal(instruction);
        }

        return Core.Workflows.FlowCompiler.Compile(Core.Workflows.Definitions.WorkflowDefinition.Parse(json.ToJsonString())).Flow!;
    }

    private static string TextElement(string svg, string text)
    {
        var end = svg.IndexOf($">{System.Net.WebUtility.HtmlEncode(text)}</text>", StringComparison.Ordinal);
        Assert.That(end, Is.GreaterThan(0), text);
        return svg[svg.LastIndexOf("<text", end, StringComparison.Ordinal)..end];
    }

    [Test]
    public void A_step_can_be_marked_in_its_symbol_and_nothing_else_changes()
    {
        var flow = Shipped.Flow("sop-4-bipa-5.json");
        var sheet = SopSheet.Draw(flow);
        var plain = SvgWriter.Page(sheet, 1);
        var marked = SvgWriter.Page(sheet, 1, new Dictionary<int, SheetMark> { [flow.Steps[2].Activity] = new("#f4a3a0", "<196%>") });

        Assert.That(marked, Does.Contain("Z\" fill=\"#f4a3a0\"/>").And.Contain("&lt;196%&gt;"), "in the diamond of step 3");
        Assert.That(marked.Split("fill=\"#f4a3a0\""), Has.Length.EqualTo(2));
        Assert.That(SvgWriter.Page(sheet, 1, new Dictionary<int, SheetMark>()), Is.EqualTo(plain));
    }

    [Test]
    public void Billing_and_analysis_part_after_step_2_and_meet_at_step_9()
    {
        var arrows = SheetChecks.Transitions(SopSheet.Draw(Shipped.Flow("pk-tu-pjt-02.json")));

        Assert.That(arrows, Is.EquivalentTo(new[]
        {
            ("start", "step-1"), ("step-1", "step-2"), ("step-2", "step-3"),
            ("step-2", "step-7"), ("step-3", "step-4"), ("step-4", "step-5"),
            ("step-5", "step-6"), ("step-6", "step-9"), ("step-7", "step-8"),
            ("step-8", "step-9"), ("step-9", "step-10"), ("step-10", "end"),
        }));
    }

    [Test]
    public void Outcomes_stand_at_the_arrows_and_those_that_lead_the_same_way_share_one()
    {
        var page = SopSheet.Draw(Shipped.Flow("ppid-permohonan-informasi.json")).Pages[1];
        var labels = page.Arrows.Where(arrow => page.Symbols[arrow.From].Node?.Step?.Number == "3")
            .Select(arrow => string.Join(' ', arrow.Label!.Lines));

        Assert.That(labels, Is.EquivalentTo(new[] { "Dikabulkan seluruhnya / Dikabulkan sebagian", "Ditolak", "Diperpanjang" }));
    }

    [Test]
    public void Each_end_stands_under_the_last_step_that_leads_to_it()
    {
        var sheet = SopSheet.Draw(Shipped.Flow("pk-tu-pjt-01.json"));
        var ends = sheet.Pages.SelectMany(page => page.Symbols).Where(symbol => symbol.Kind == SymbolKind.End);

        Assert.That(ends.Select(end => end.Node!.Row + 1), Is.EquivalentTo(new[] { 6, 7, 8 }));
    }

    [Test]
    public void The_identity_is_printed_as_an_office_writes_it()
    {
        var identity = SheetChecks.Texts(SopSheet.Draw(Shipped.Flow("sop-4-bipa-5.json")).Pages[0]).ToList();

        Assert.That(identity, Is.SupersetOf(new[]
        {
            "Nomor SOP", "SOP 4-BIPA/5", "Tanggal Pembuatan", "2 Januari 2019",
            "Tanggal Efektif", "30 Juli 2021", "Disahkan oleh", "NIP 19740727 200312 1 006",
            "Nama SOP", "Dasar Hukum:", "Keterkaitan:", "Peringatan:",
            "Kualifikasi Pelaksana:", "Peralatan/Perlengkapan:", "Pencatatan dan Pendataan:",
        }));
    }

    [Test]
    public void Activities_that_are_no_steps_are_seen_through()
    {
        var flow = new FlowBuilder().Variables("v")
            .Add(Activity("Start", "start"), Activity("End", "end"), Step("a"), Step("b"), Step("c"), Step("d"))
            .Add(Activity("FlowFork", "fork", ("branches", Object(new[] { "x", "y" }))),
                Activity("SetVariable", "set", ("variable", new JsonObject { ["id"] = "v" }), ("value", Literal("1"))))
            .Add(Activity("FlowJoin", "join", ("mode", Literal("WaitAll"))),
                Activity("FlowDecision", "check", ("condition", Variable("v"))))
            .Connect("start -> a -> fork:x -> set -> b -> join",
                "fork:y -> c -> join -> check:True -> d -> end", "check:False -> end").Flow();
        var sheet = SopSheet.Draw(flow);
        var page = sheet.Pages[^1];
        var labels = page.Arrows.Where(arrow => arrow.Label is not null)
            .Select(arrow => (page.Symbols[arrow.From].Node!.Step!.ActivityId, arrow.Label!.Lines[0]));

        Assert.That(SheetChecks.Transitions(sheet), Is.EquivalentTo(new[]
        {
            ("start", "a"), ("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("b", "end"), ("c", "end"), ("d", "end"),
        }));
        Assert.That(labels, Is.EquivalentTo(new[] { ("b", "Ya"), ("b", "Tidak"), ("c", "Ya"), ("c", "Tidak") }));
    }

    [TestCase(4)]
    [TestCase(5)]
    public void A_decision_may_have_more_outcomes_than_corners(int outcomes)
    {
        string[] names = [.. Enumerable.Range(1, outcomes).Select(i => $"pilihan {i}")];
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"), Decision("d", names)).Connect("start -> d");
        foreach (var (i, name) in names.Index()) chart.Add(Step($"s{i}")).Connect($"d:{name} -> s{i} -> end");
        var flow = chart.Flow();
        var sheet = SopSheet.Draw(flow);

        SheetChecks.Check(sheet, flow, $"{outcomes} outcomes");
        Assert.That(sheet.Pages.SelectMany(page => page.Arrows).Select(arrow => arrow.Label)
            .OfType<TextBlock>().Select(label => string.Join(' ', label.Lines)), Is.EquivalentTo(names));
    }

    [Test]
    public void A_loop_from_a_later_page_comes_back_over_connectors_that_point_up()
    {
        var chart = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"), Decision("d", "lanjut", "ulang"));
        string[] ids = [.. Enumerable.Range(1, 30).Select(i => $"s{i}")];
        chart.Steps(ids).Connect($"start -> {string.Join(" -> ", ids)} -> d:lanjut -> end", "d:ulang -> s1");
        var flow = chart.Flow();
        var sheet = SopSheet.Draw(flow);

        SheetChecks.Check(sheet, flow, "loop");
        Assert.That(SheetChecks.Transitions(sheet), Does.Contain(("d", "s1")));
        Assert.That(sheet.Pages.SelectMany(page => page.Symbols).Count(symbol => symbol.PointsUp), Is.EqualTo(2));
    }

    [Test]
    public void Steps_inside_containers_are_drawn_in_the_order_in_which_they_run()
    {
        var inner = Sequence("inner", Step("a"), Step("b"));
        var loop = Activity("While", "loop", ("condition", Variable("v")), ("body", Sequence("body", Step("c"), Step("d"))));
        var choice = Activity("If", "if", ("condition", Variable("v")), ("then", Step("e")));
        var flow = new FlowBuilder().Variables("v").Add(Activity("Start", "start"), Activity("End", "end"), inner, loop, choice)
            .Connect("start -> inner -> loop -> if -> end").Flow();

        Assert.That(SheetChecks.Transitions(SopSheet.Draw(flow)), Is.EquivalentTo(new[]
        {
            ("start", "a"), ("a", "b"), ("b", "c"), ("c", "d"), ("d", "c"),
            ("b", "e"), ("d", "e"), ("b", "end"), ("d", "end"), ("e", "end"),
        }));
    }

    [Test]
    public void A_workflow_without_a_header_has_no_sheet()
    {
        var definition = new FlowBuilder().Add(Activity("Start", "start"), Activity("End", "end"))
            .Connect("start -> end").Json().Replace("\"sop\"", "\"other\"");
        var flow = Core.Workflows.FlowCompiler.Compile(Core.Workflows.Definitions.WorkflowDefinition.Parse(definition)).Flow!;

        Assert.That(() => SopSheet.Draw(flow), Throws.ArgumentException);
    }

    [Test]
    public void A_version_that_is_no_longer_in_force_says_so_at_the_foot_of_every_page()
    {
        var sheet = SopSheet.Draw(Shipped.Flow("sop-21-bipa-5.json"), isInForce: false);

        Assert.That(sheet.Pages.Select(page => SheetChecks.Texts(page).Count(text => text == "Versi 1, tidak berlaku lagi")),
            Is.All.EqualTo(1));
    }
}

using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Comparison;
using SopEngine.Core.Tables;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Tables;

public sealed class SopTableTests
{
    [TestCaseSource(typeof(Shipped), nameof(Shipped.Files))]
    public void A_shipped_SOP_comes_back_as_it_was(string file)
    {
        var definition = Shipped.Definition(file);
        var table = SopTable.Read(definition);

        Assert.That(SopTable.Write(table, definition), Is.EqualTo(definition.Json.GetRawText()));
        // Written from nothing, it has the same steps and ways; only forms and other settings are not a table's.
        var again = FlowCompiler.Compile(WorkflowDefinition.Parse(SopTable.Write(table)));
        var difference = FlowDifference.Between(Shipped.Flow(file), again.Drawing);
        Assert.That(difference.AddedTransitions, Is.Empty);
        Assert.That(difference.RemovedTransitions, Is.Empty);
        Assert.That(again.Drawing.Steps.Select(Cells), Is.EqualTo(Shipped.Flow(file).Steps.Select(Cells)));

        static object Cells(Step step) => (
            step.Number, step.Instruction, step.Caption, step.Lane, step.Limit, step.Output, step.Remarks,
            string.Join('|', step.Requirements));
    }

    [Test]
    public void The_rows_stand_as_on_the_sheet()
    {
        var table = SopTable.Read(Shipped.Definition("pk-tu-pjt-01.json"));

        Assert.That(table.Rows.Select(row => row.IsStep ? row.Number : row.Text), Is.EqualTo(
            (string[])["Mulai", "1", "2", "3", "4", "5", "6", "Selesai", "7", "Selesai: sanksi", "8", "Selesai: reward"]));
        Assert.That(table.Lanes.Select(lane => lane.Id), Is.EqualTo((string[])["pelanggan", "pengelola-pelayanan-publik", "kepala-balai"]));
    }

    [Test]
    public void Steps_side_by_side_are_two_exits_of_one_row()
    {
        var table = SopTable.Read(Shipped.Definition("pk-tu-pjt-02.json"));

        Assert.That(table.Row("step-2")!.Exits, Is.EqualTo((TableExit[])[TableExit.Next, new("", "step-7")]));
        Assert.That(table.Row("step-6")!.Exits, Is.EqualTo((TableExit[])[new("", "step-9")]));
    }

    [Test]
    public void A_row_that_runs_beside_others_starts_with_them_and_meets_them_again()
    {
        var plain = Rows("a", "b", "c", "d", "e");

        var beside = plain.Beside("d", with: "b", meets: "e");

        Assert.That(Ways(beside), Is.EqualTo("start>a a>b a>d b>c c>e d>e e>end"));
    }

    [Test]
    public void A_row_put_between_two_leads_from_the_one_to_the_other()
    {
        var definition = Shipped.Definition("sop-4-bipa-5.json");
        var table = SopTable.Read(definition);
        var rows = table.Rows.ToList();
        rows.Insert(rows.FindIndex(row => row.Key == "step-5"), new TableRow("x", TableSymbol.Process)
        {
            Text = "Menyerahkan laporan kepada tata usaha", Lane = "kepala-balai", Time = "2 hari kerja", Requirements = ["Laporan"],
        });
        var flow = FlowCompiler.Compile(WorkflowDefinition.Parse(
            SopTable.Write((table with { Rows = rows }).Numbered(), definition)));

        Assert.That(flow.CanBePublished);
        Assert.That(flow.Flow!.Steps.Select(step => step.Caption).Skip(3), Is.EqualTo((string[])
        [
            "4. Menerima laporan data kinerja layanan", "5. Menyerahkan laporan kepada tata usaha", "6. Mengarsipkan Laporan data kinerja",
        ]));
    }

    [Test]
    public void A_deleted_row_takes_its_connections_along_and_numbers_follow()
    {
        var definition = Shipped.Definition("pk-tu-pjt-02.json");
        var table = SopTable.Read(definition);
        var json = JsonNode.Parse(SopTable.Write(
            (table with { Rows = [.. table.Rows.Where(row => row.Key != "step-7")] }).Numbered(), definition))!;

        Assert.That(json["root"]!["connections"]!.ToJsonString(), Does.Not.Contain("step-7"));
        Assert.That((string)json.Activity("step-8")["number"]!["expression"]!["value"]!, Is.EqualTo("7"));
        // Step 8 may not be done by whoever did step 7, which is gone.
        Assert.That((string)json.Activity("step-8")["notBy"]!["expression"]!["value"]!, Is.EqualTo("[]"));
    }

    [Test]
    public void A_time_that_cannot_be_read_stays_as_written()
    {
        var table = Rows("a").With(new TableRow("a", TableSymbol.Process) { Number = "1", Text = "Memeriksa", Time = "5-10 menit" });

        Assert.That(SopTable.Read(WorkflowDefinition.Parse(SopTable.Write(table))).Row("a")!.Time, Is.EqualTo("5-10 menit"));
    }

    [Test]
    public void A_new_lane_of_a_known_name_is_the_lane_that_the_office_s_people_hold()
    {
        var table = Rows("a") with
        {
            Lanes = [new Lane("~1", "bendahara upt", External: false), new Lane("~2", "Ruang Arsip!", External: false)],
        };
        table = table.With(table.Row("a")! with { Lane = "~2" }).WithLaneIds([new Lane("bendahara", "Bendahara UPT", External: false)]);

        Assert.That(table.Lanes.Select(lane => lane.Id), Is.EqualTo((string[])["bendahara", "ruang-arsip"]));
        Assert.That(table.Row("a")!.Lane, Is.EqualTo("ruang-arsip"));
    }

    [Test]
    public void A_decision_that_becomes_an_execution_has_no_choices_left()
    {
        var definition = Shipped.Definition("sop-4-bipa-5.json");
        var table = SopTable.Read(definition);
        var json = JsonNode.Parse(SopTable.Write(
            table.With(table.Row("step-3")! with { Symbol = TableSymbol.Process, Exits = [TableExit.Next] }), definition))!;

        Assert.That((string)json.Activity("step-3")["type"]!, Is.EqualTo("Sop.Step"));
        Assert.That(json.Connections().Count(way => (string)way!["source"]!["activity"]! == "step-3"), Is.EqualTo(1));
        Assert.That(json.Activity("step-3")["fields"], Is.Not.Null);
    }

    [TestCase("Menerima permintaan contoh uji, membuat Bukti Penerimaan", ExpectedResult = "Menerima permintaan contoh uji")]
    [TestCase("Menyampaikan hasil kepada Kepala Balai untuk ditandatangani", ExpectedResult = "Menyampaikan hasil kepada Kepala Balai")]
    [TestCase("", ExpectedResult = "")]
    public string A_short_name_is_the_first_words(string text) => ShortNames.Of(text);

    private static SopTable Rows(params string[] keys) => (SopTable.Empty with
    {
        Rows = [.. keys.Select(key => new TableRow(key, TableSymbol.Process) { Text = "Mengerjakan " + key })],
    }).Completed().Numbered();

    private static string Ways(SopTable table) => string.Join(' ', table.Rows.Index().SelectMany(pair =>
        pair.Item.Exits.Select(exit => $"{pair.Item.Key}>{table.TargetOf(pair.Index, exit)}")));
}

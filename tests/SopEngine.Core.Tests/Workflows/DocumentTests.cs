using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Made documents, requirements, and events that a case only notes.</summary>
internal sealed class DocumentTests
{
    private static readonly CaseDocument Letter = new(5, "Surat.pdf", new string('a', 64));

    private static System.Text.Json.Nodes.JsonObject Document(string template, string numbering = "{seq}/{unit}") => FlowBuilder.Activity(
        "Sop.Document", "surat",
        ("documentName", FlowBuilder.Literal("Surat")),
        ("template", FlowBuilder.Literal(template)), ("numbering", FlowBuilder.Literal(numbering)),
        ("kind", FlowBuilder.Literal("surat-keluar")), ("result", FlowBuilder.Bound("nomorSurat")));

    private static System.Text.Json.Nodes.JsonObject Checked(params string[] requirements)
    {
        var step = FlowBuilder.Step("a");
        step["requirements"] = FlowBuilder.Object(requirements);
        step["checkRequirements"] = FlowBuilder.Literal("True");
        return step;
    }

    [Test]
    public void A_document_is_requested_with_the_cases_values_and_the_case_goes_on_once_it_is_made()
    {
        var filled = FlowBuilder.Step("a");
        filled["fields"] = FlowBuilder.Object(new object[]
        {
            new { name = "komoditi", label = "Komoditi", type = "text" }, new { name = "tanggalUji", label = "Tanggal", type = "date" },
        });
        var player = new Player(FlowBuilder.InLine(filled, Document("{{komoditi}} {{tanggalUji}} {{nomor}}"), FlowBuilder.Step("b"))
            .Variables("nomorSurat").Flow());
        player.Finish("a", """{"komoditi":"Kopi","tanggalUji":"2026-11-23"}""");

        var asked = player.Effects.OfType<DocumentRequested>().Single();
        Assert.That(asked.Values.ToDictionary(value => value.Key, value => value.Value.Text),
            Is.EquivalentTo(new Dictionary<string, string> { ["komoditi"] = "Kopi", ["tanggalUji"] = "23 November 2026" }));
        Assert.That((asked.Kind, asked.Numbering, asked.ForCustomer), Is.EqualTo(("surat-keluar", "{seq}/{unit}", false)));
        Assert.That(player.Open, Is.Empty);

        player.Happens(new DocumentMade(asked.Wait, Letter, "1/BIPA"));
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
        Assert.That(player.Try(new DocumentMade(asked.Wait, Letter)).Refusal!.Reason, Is.EqualTo(RefusalReason.WaitNotOpen));
    }

    [Test]
    public void A_document_of_the_offices_template_takes_along_every_field_and_leaves_the_rest_to_the_office()
    {
        var filled = FlowBuilder.Step("a");
        filled["fields"] = FlowBuilder.Object(new object[]
        {
            new { name = "biaya", label = "Biaya", type = "money" }, new { name = "alamat", label = "Alamat", type = "text" },
            new
            {
                name = "contoh",
                label = "Contoh",
                type = "table",
                columns = new object[]
                {
                    new { name = "kode", label = "Kode", type = "text" },
                    new { name = "biaya", label = "Biaya", type = "money", sum = true },
                },
            },
        });
        var document = FlowBuilder.Activity("Sop.Document", "surat", ("officeTemplate", FlowBuilder.Literal("bpcu")));
        var builder = FlowBuilder.InLine(filled, document, FlowBuilder.Step("b"));
        var player = new Player(builder.Flow());
        player.Finish("a", """{"biaya":1250000,"contoh":[{"kode":"K-1","biaya":210000},{"kode":"K-2","biaya":1000000}]}""");

        var asked = player.Effects.OfType<DocumentRequested>().Single();
        Assert.That((asked.IsOfOffice, asked.Kind, asked.Template, asked.Numbering), Is.EqualTo((true, "bpcu", "", (string?)null)));
        Assert.That((asked.Values["biaya"].Text, asked.Values["biaya"].Amount), Is.EqualTo(("Rp1.250.000", (decimal?)1_250_000)));
        Assert.That(asked.Values, Does.Not.ContainKey("alamat"), "the customer's address stands there instead");
        var table = asked.Values["contoh"].Table!;
        Assert.That(table.Rows, Is.EqualTo(new[] { new[] { "K-1", "Rp210.000" }, ["K-2", "Rp1.000.000"] }));
        Assert.That(table.Columns.Select(column => column.Sum), Is.EqualTo(new[] { null, "Rp1.210.000" }));
        Assert.That(builder.Flow().OfficeTemplates, Is.EqualTo(new[] { "bpcu" }));

        player.Happens(new DocumentMade(asked.Wait, Letter, "1/BPCU"));
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void A_step_that_is_done_asks_for_its_documents_and_hands_others_over_and_the_case_waits_for_neither()
    {
        var first = FlowBuilder.Step("a");
        first["fields"] = FlowBuilder.Object(new object[] { new { name = "biaya", label = "Biaya", type = "money" } });
        first["issues"] = FlowBuilder.Object(new[] { "bpcu", " spk ", "bpcu" });
        var second = FlowBuilder.Step("b");
        second["handsOver"] = FlowBuilder.Object(new[] { "lhp" });
        var builder = FlowBuilder.InLine(first, second);
        var player = new Player(builder.Flow());
        player.Finish("a", """{"biaya":210000}""");

        var asked = player.Effects.OfType<StepDocumentRequested>().ToList();
        Assert.That(asked.Select(one => (one.Kind, one.By, one.Values["biaya"].Text)),
            Is.EqualTo(new[] { ("bpcu", 7L, "Rp210.000"), ("spk", 7L, "Rp210.000") }));
        Assert.That(player.Open, Is.EqualTo(new[] { "b" }));
        Assert.That(builder.Flow().OfficeTemplates, Is.EqualTo(new[] { "bpcu", "spk" }));

        Assert.That(player.Effects.OfType<DocumentsHandedOver>(), Is.Empty);
        player.Complete("b");
        Assert.That(player.Effects.OfType<DocumentsHandedOver>().Single().Kinds, Is.EqualTo(new[] { "lhp" }));
    }

    [Test]
    public void A_step_whose_condition_does_not_hold_is_passed_over()
    {
        var asked = FlowBuilder.Step("a");
        asked["fields"] = FlowBuilder.Object(new object[] { new { name = "internal", label = "Internal", type = "boolean" } });
        var bill = FlowBuilder.Step("b");
        bill["onlyIf"] = FlowBuilder.JavaScript("getInternal() !== true");
        var flow = FlowBuilder.InLine(asked, bill, FlowBuilder.Step("c")).Flow();

        Assert.That(new Player(flow).Finish("a", """{"internal":true}""").Open, Is.EqualTo(new[] { "c" }));
        Assert.That(new Player(flow).Finish("a", """{"internal":false}""").Open, Is.EqualTo(new[] { "b" }));
        Assert.That(new Player(flow).Finish("a").Open, Is.EqualTo(new[] { "b" }));
    }

    [TestCase("issues", "Bukti Penerimaan")]
    [TestCase("handsOver", "lhp.pdf")]
    [TestCase("notBy", "9")]
    [TestCase("notBy", "1")]
    public void A_key_of_no_template_and_the_number_of_no_other_step_are_problems(string input, string value)
    {
        var step = FlowBuilder.Step("a");
        step[input] = FlowBuilder.Object(new[] { value });
        Assert.That(FlowBuilder.InLine(step, FlowBuilder.Step("b")).Compile().Problems
            .Where(problem => problem.Code == ProblemCode.InputBad).Select(problem => problem.ActivityId), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Issued_and_cancelled_documents_leave_a_case_as_it_is_also_behind_its_end()
    {
        var player = new Player(FlowBuilder.InLine(FlowBuilder.Step("a")).Flow());
        foreach (var isOver in new[] { false, true })
        {
            var before = CaseStateJson.Write(player.State);
            player.Happens(new DocumentIssued(7, Letter, "bpcu", "1/BPCU"));
            player.Happens(new DocumentCancelled(7, Letter, "1/BPCU", "salah ketik"));
            Assert.That(CaseStateJson.Write(player.State), Is.EqualTo(before));
            if (!isOver) player.Complete("a");
        }

        var stored = CaseEventJson.Write(new DocumentIssued(7, Letter, "bpcu", "2/BPCU", false, 5, "1/BPCU"));
        Assert.That(CaseEventJson.Write(CaseEventJson.Read(stored)), Is.EqualTo(stored));
    }

    [TestCase("{{tidakAda}}", "{seq}", ProblemCode.VariableUnknown)]
    [TestCase("{{jika nomor}} terbuka", "{seq}", ProblemCode.DocumentTextBad)]
    [TestCase("{{nomor}}", "{unit}", ProblemCode.NumberRuleBad)]
    [TestCase("", "", ProblemCode.InputMissing)]
    public void A_place_or_number_that_cannot_be_filled_is_a_problem(string template, string numbering, ProblemCode expected) =>
        Assert.That(FlowBuilder.InLine(FlowBuilder.Step("a"), Document(template, numbering))
            .Variables("nomorSurat").Compile().Problems.Select(problem => problem.Code), Does.Contain(expected));

    [Test]
    public void A_step_that_checks_its_requirements_names_each_missing_one_that_is_not_waived()
    {
        var player = new Player(FlowBuilder.InLine(Checked("KTP", "Formulir")).Flow());

        var refusal = player.Try(new TaskCompleted(1, 7, Checks: [new RequirementCheck("KTP", " "), new RequirementCheck("Paspor")]))
            .Refusal!;
        Assert.That(refusal.Fields!.Select(field => (field.Name, field.Fault)), Is.EquivalentTo(new[]
        {
            ("KTP", FieldFault.ReasonMissing), ("Paspor", FieldFault.NotARequirement), ("Formulir", FieldFault.NotChecked),
        }));
        Assert.That(player.Try(new TaskCompleted(1, 7,
            Checks: [new RequirementCheck("KTP"), new RequirementCheck("Formulir", "diantar besok")])).Refusal, Is.Null);
    }

    [Test]
    public void A_step_that_does_not_check_is_done_without_requirements_and_keeps_the_ticked_ones()
    {
        var step = Checked("KTP");
        step.Remove("checkRequirements");
        var player = new Player(FlowBuilder.InLine(step).Flow());

        Assert.That(player.Try(new TaskCompleted(1, 7)).Refusal, Is.Null);
        Assert.That(player.Try(new TaskCompleted(1, 7, Checks: [new RequirementCheck("KTP")])).Refusal, Is.Null);
    }

    [Test]
    public void Completions_stored_before_there_were_checks_and_documents_are_read_as_they_were()
    {
        const string Stored = """{"event":"completed","task":3,"person":7,"comment":"baik"}""";

        var read = (TaskCompleted)CaseEventJson.Read(Stored);

        Assert.That((read.Task, read.Comment, read.Checks, read.Documents), Is.EqualTo((3, "baik", (object?)null, (object?)null)));
        Assert.That(CaseEventJson.Write(read), Is.EqualTo(Stored));
    }

    [Test]
    public void Comments_and_documents_leave_a_case_as_it_is_also_behind_its_end()
    {
        var player = new Player(FlowBuilder.InLine(FlowBuilder.Step("a")).Flow());
        foreach (var isOver in new[] { false, true })
        {
            var before = CaseStateJson.Write(player.State);
            player.Happens(new CommentAdded(7, "Mohon dicek @Budi", [9]));
            player.Happens(new DocumentAdded(7, [Letter]));
            Assert.That(CaseStateJson.Write(player.State), Is.EqualTo(before));
            if (!isOver) player.Complete("a");
        }

        Assert.That(player.Effects.OfType<DocumentsAttached>().Count(), Is.EqualTo(2));
        Assert.That(CaseEventJson.Read(CaseEventJson.Write(new CommentAdded(7, "a", [9], true))), Is.TypeOf<CommentAdded>());
    }

    [Test]
    public void The_next_steps_are_known_by_outcome_before_the_choice()
    {
        var flow = new FlowBuilder().Add(FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("End", "end"))
            .Add(FlowBuilder.Step("a"), FlowBuilder.Decision("putus", "Ya", "Tidak"), FlowBuilder.Step("b"))
            .Connect("start -> a -> putus:Ya -> b -> end", "putus:Tidak -> a").Flow();

        IEnumerable<string> Next(string id) => flow.NextAfter(flow.Steps.Single(step => step.ActivityId == id))
            .Select(next => $"{next.Outcome}: {string.Join(',', next.Steps.Select(step => step.ActivityId))}{(next.MayEnd ? " end" : "")}");

        Assert.That(Next("a"), Is.EqualTo(new[] { ": putus" }));
        Assert.That(Next("putus"), Is.EqualTo(new[] { "Ya: b", "Tidak: a" }));
        Assert.That(Next("b"), Is.EqualTo(new[] { ":  end" }));
    }
}

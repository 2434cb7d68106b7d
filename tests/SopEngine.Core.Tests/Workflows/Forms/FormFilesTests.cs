using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Forms;

/// <summary>Fields that take documents.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FormFilesTests
{
    private const string Letter = """
        [{"name":"surat","label":"Surat","type":"file","accept":["pdf","image"],"maxFiles":2,"kind":"Surat permohonan","required":true}]
        """;

    [TestCase("""[{"id":1,"name":"a.pdf"}]""", null)]
    [TestCase("""[{"id":1,"name":"a.PDF"},{"id":2,"name":"b.jpeg"}]""", null)]
    [TestCase("[]", "Missing")]
    [TestCase("""[{"id":1,"name":"a.pdf"},{"id":2,"name":"b.pdf"},{"id":3,"name":"c.pdf"}]""", "TooManyFiles 2")]
    [TestCase("""[{"id":1,"name":"a.pdf"},{"id":1,"name":"a.pdf"}]""", "FileTwice a.pdf")]
    [TestCase("""[{"id":1,"name":"a.docx"}]""", "FileNotAccepted a.docx")]
    [TestCase("""[{"id":1,"name":"pdf"}]""", "FileNotAccepted pdf")]
    [TestCase("""[{"id":1}]""", "NotAFile")]
    [TestCase("""[{"id":"1","name":"a.pdf"}]""", "NotAFile")]
    [TestCase("""[{"id":-1,"name":"a.pdf"}]""", "NotAFile")]
    [TestCase("[1]", "NotAFile")]
    [TestCase("\"a.pdf\"", "NotAFile")]
    [TestCase("""{"id":1,"name":"a.pdf"}""", "NotAFile")]
    public void A_list_of_documents_is_taken_or_its_fault_named(string value, string? fault)
    {
        var player = Player(Letter);
        var problem = player.Try(new TaskCompleted(player.Number("a"), 7, Data: Json($$"""{"surat":{{value}}}"""))).Refusal?.Fields
            ?.Single();

        Assert.That(problem is null ? null : $"{problem.Fault} {problem.Detail}".Trim(), Is.EqualTo(fault));
    }

    [TestCase("""{"type":"file","accept":["exe"]}""", "accept")]
    [TestCase("""{"type":"file","maxFiles":0}""", "maxFiles")]
    [TestCase("""{"type":"file","maxFiles":11}""", "maxFiles")]
    public void A_rule_that_cannot_be_read_keeps_from_publishing(string rules, string rule)
    {
        var step = Step("a");
        step["fields"] = Object(Json($"[{rules[..^1]},\"name\":\"surat\"}}]"));
        var problem = InLine(step).Compile().Problems.Single(found => found.Code == ProblemCode.FieldRuleBad);

        Assert.That(problem.Arguments[1], Is.EqualTo(rule));
    }

    [Test]
    public void Documents_are_no_column_of_a_table()
    {
        var step = Step("a");
        step["fields"] = Object(Json("""[{"name":"isian","type":"table","columns":[{"name":"a"},{"name":"b","type":"file"}]}]"""));

        Assert.That(InLine(step).Compile().Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.FieldBad));
    }

    [Test]
    public void Numbers_get_the_names_of_their_documents_and_unknown_ones_are_named()
    {
        var fields = Player(Letter).Flow.Steps[0].Fields;
        var names = new Dictionary<long, string> { [12] = "surat.pdf" };
        var problems = new List<FieldProblem>();

        Assert.That(FormFiles.Named(fields, Json("""{"surat":12,"lain":[12]}"""), names, problems).GetRawText(),
            Is.EqualTo("""{"surat":[{"id":12,"name":"surat.pdf"}],"lain":[12]}"""));
        Assert.That(FormFiles.Named(fields, Json("""{"surat":[{"id":12,"name":"palsu.pdf"}]}"""), names, problems).GetRawText(),
            Is.EqualTo("""{"surat":[{"id":12,"name":"surat.pdf"}]}"""), "the name is the document's own");
        Assert.That(problems, Is.Empty);
        FormFiles.Named(fields, Json("""{"surat":[12,13]}"""), names, problems);
        Assert.That(problems.Select(problem => $"{problem.Name} {problem.Fault} {problem.Detail}"),
            Is.EqualTo(new[] { "surat FileGone 13" }));
    }

    [Test]
    public void The_documents_of_a_form_become_the_cases_own_with_their_word_for_the_customer()
    {
        var player = Player(Letter);
        var files = new[] { new CaseDocument(12, "surat.pdf", "ab", true, "Surat permohonan") };
        var done = player.Try(new TaskCompleted(player.Number("a"), 7, Data: Json("""{"surat":[{"id":12,"name":"surat.pdf"}]}"""),
            Form: new FilledForm("", Files: files)));

        Assert.That(done.Effects.OfType<DocumentsAttached>().Single().Documents, Is.EqualTo(files));
        var written = CaseEventJson.Write(new TaskCompleted(1, 7, Form: new FilledForm("", Files: files)));
        Assert.That(((TaskCompleted)CaseEventJson.Read(written)).Form!.Files, Is.EqualTo(files));
        Assert.That(CaseEventJson.Write(new TaskCompleted(1, 7, Documents: [new CaseDocument(1, "a", "b")])),
            Does.Not.Contain("forCustomer"), "an older event keeps its hash");
    }

    [Test]
    public void Known_documents_get_names_that_the_field_reads_back_for_any_name() =>
        Prop.ForAll(
            Gen.ListOf(from id in Gen.Choose(1, 1_000_000)
                       from name in ArbMap.Default.GeneratorFor<NonNull<string>>()
                       select (Id: (long)id, Name: name.Get)).ToArbitrary(),
            documents =>
            {
                var known = documents.DistinctBy(document => document.Id).Take(FormField.MostFiles).ToList();
                var field = new FormField("surat", "Surat", FieldType.File) { MaxFiles = FormField.MostFiles };
                var sent = JsonSerializer.SerializeToElement(new { surat = known.Select(document => document.Id) });
                var problems = new List<FieldProblem>();
                var value = FormFiles.Named([field], sent, known.ToDictionary(one => one.Id, one => one.Name), problems)
                    .GetProperty("surat");
                return problems.Count == 0 && FormFiles.Ids(value).SequenceEqual(known.Select(one => one.Id))
                    && field.Accepts(value) == known.All(one => !string.IsNullOrWhiteSpace(one.Name));
            }).QuickCheckThrowOnFailure();

    [Test]
    public void Any_value_has_a_verdict() =>
        Prop.ForAll(
            Gen.Elements("1", "[1,[2]]", "null", "true", "[null]", "{}", "[{}]", """[{"id":1e300,"name":"a"}]""", """[{"id":1.5}]""",
                """[{"id":{},"name":[]}]""", "\"\"", """[{"id":9223372036854775808,"name":"a"}]""").ToArbitrary(),
            value =>
            {
                var field = new FormField("surat", "Surat", FieldType.File);
                var problems = new List<FieldProblem>();
                var named = FormFiles.Named([field], Json($$"""{"surat":{{value}}}"""), new Dictionary<long, string>(), problems);
                return problems.Count > 0 || !field.Accepts(named.GetProperty("surat"))
                    || FieldCheckIsEmpty(named.GetProperty("surat"));
            }).QuickCheckThrowOnFailure();

    private static bool FieldCheckIsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0);

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    private static Player Player(string fields)
    {
        var step = Step("a");
        step["fields"] = Object(Json(fields));
        return new Player(InLine(step, Step("b")).Flow());
    }
}

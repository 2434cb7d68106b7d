using NUnit.Framework;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Tables;

public sealed class TableChecksTests
{
    private static readonly TableRow Row = new("a", TableSymbol.Process) { Number = "7", Lane = "staf" };
    private static readonly SopTable Good = new(new TableHeader(), [new Lane("staf", "Staf", External: false)], [Row]);

    private static IEnumerable<TestCaseData> Bad()
    {
        yield return Case(Row with { Text = new string('x', 1_000_000) }, TableFaultKind.TooLong, TableColumn.Text);
        yield return Case(Row with { Output = "a\0b" }, TableFaultKind.NotStorable, TableColumn.Output);
        yield return Case(Row with { Remarks = "\ud83d" }, TableFaultKind.NotStorable, TableColumn.Remarks);
        yield return Case(Row with { Lane = "hantu" }, TableFaultKind.LaneUnknown, TableColumn.Lane);
        yield return Case(Row with { Exits = [new("", "hantu")] }, TableFaultKind.TargetUnknown, TableColumn.Exits);
        yield return Case(
            Row with { Exits = [.. Enumerable.Repeat(TableExit.Next, 100)] }, TableFaultKind.TooManyExits, TableColumn.Exits);
        yield return Case(Row with { Key = "a b<c>" }, TableFaultKind.KeyBad, null);
        yield return Case(Row with { Key = "" }, TableFaultKind.KeyBad, null);
        yield return Case(Row with { Symbol = TableSymbol.Locked }, TableFaultKind.LockedChanged, null);

        static TestCaseData Case(TableRow row, TableFaultKind kind, TableColumn? column) =>
            new TestCaseData(row, kind, column).SetArgDisplayNames($"{kind} {column}");
    }

    [TestCaseSource(nameof(Bad))]
    public void A_bad_cell_is_told_by_row_and_column(TableRow row, TableFaultKind kind, TableColumn? column)
    {
        var fault = TableChecks.Of(Good with { Rows = [Row with { Key = "z" }, row] }, Good).Single();

        Assert.That((fault.Kind, fault.Row, fault.Name, fault.Column), Is.EqualTo((kind, (int?)1, "7", column)));
        Assert.That(fault.Value, Has.Length.LessThan(50));
    }

    [Test]
    public void Five_thousand_rows_are_too_many()
    {
        var rows = Enumerable.Range(0, 5_000).Select(n => Row with { Key = $"r{n}" });

        Assert.That(TableChecks.Of(Good with { Rows = [.. rows] }, Good).Single().Kind, Is.EqualTo(TableFaultKind.TooManyRows));
    }

    [Test]
    public void Rows_that_lead_to_each_other_in_a_circle_are_taken_and_the_compiler_says_what_is_wrong() => Assert.That(
        TableChecks.Of(Good with { Rows = [Row with { Exits = [new("", "b")] }, Row with { Key = "b", Exits = [new("", "a")] }] }, Good),
        Is.Empty);

    [Test]
    public void One_key_stands_for_one_row() =>
        Assert.That(TableChecks.Of(Good with { Rows = [Row, Row] }, Good).Single().Kind, Is.EqualTo(TableFaultKind.KeyTwice));
}

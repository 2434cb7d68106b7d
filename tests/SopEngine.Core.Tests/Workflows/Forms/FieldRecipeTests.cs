using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows.Forms;

[Parallelizable(ParallelScope.All)]
public sealed class FieldRecipeTests
{
    private static readonly Gen<string> Names = Gen.Elements("a", "total", "jumlahContoh", "tanggal2");

    [TestCase(RecipeKind.Sum, "contoh", "biaya", false, "sum(getContoh(), \"biaya\")")]
    [TestCase(RecipeKind.Count, "contoh", "", false, "(getContoh() ?? []).length")]
    [TestCase(RecipeKind.Product, "jumlah", "tarif", false, "getJumlah() * getTarif()")]
    [TestCase(RecipeKind.Product, "jumlah", "tarif", true, "row.jumlah * row.tarif")]
    [TestCase(RecipeKind.Words, "total", "", false, "inWords(getTotal())")]
    [TestCase(RecipeKind.WorkingDays, "", "5", false, "workingDaysAfter(today(), 5)")]
    [TestCase(RecipeKind.WorkingDays, "diterima", "5", false, "workingDaysAfter(getDiterima(), 5)")]
    public void A_chosen_formula_is_written_and_read_again(RecipeKind kind, string first, string second, bool inTable, string source)
    {
        var recipe = new FieldRecipe(kind, first, second);

        Assert.That(recipe.Write(inTable), Is.EqualTo(source));
        Assert.That(FieldRecipe.Read(source), Is.EqualTo(recipe));
    }

    [TestCase(RecipeKind.Sum, "contoh", "")]
    [TestCase(RecipeKind.Product, "", "tarif")]
    [TestCase(RecipeKind.WorkingDays, "", "lima")]
    [TestCase(RecipeKind.Own, "", "")]
    public void A_formula_that_is_not_chosen_yet_is_none(RecipeKind kind, string first, string second) =>
        Assert.That(new FieldRecipe(kind, first, second).Write(false), Is.Null);

    [TestCase("getA() * getB() + 1")]
    [TestCase("inWords(getA()) + ' rupiah'")]
    [TestCase("")]
    public void Another_expression_is_the_authors_own(string source) =>
        Assert.That(FieldRecipe.Read(source).Kind, Is.EqualTo(RecipeKind.Own));

    [Test]
    public void A_chosen_condition_is_written_and_read_again() =>
        Prop.ForAll(
            (from name in Names
             from kind in Gen.Elements(ConditionKind.Is, ConditionKind.IsNot, ConditionKind.MoreThan, ConditionKind.LessThan)
             from value in Gen.Elements("Internal", "O'Brien", "\"kutip\"", "a\\b", "", "12", "true")
             from type in Gen.Elements(FieldType.Text, FieldType.Choice, FieldType.Choices)
             select (new FieldCondition(name, kind, value), type)).ToArbitrary(),
            one => FieldCondition.Read(one.Item1.Write(one.type)!) == one.Item1).QuickCheckThrowOnFailure();

    [TestCase(FieldType.Number, ConditionKind.MoreThan, "1.250,5", "getA() > 1250.5")]
    [TestCase(FieldType.Boolean, ConditionKind.Is, "true", "getA() === true")]
    [TestCase(FieldType.Choices, ConditionKind.IsNot, "Air", "!(getA() ?? []).includes(\"Air\")")]
    [TestCase(FieldType.Text, ConditionKind.Filled, "", "!!getA()")]
    public void A_value_is_written_as_its_field_has_it(FieldType type, ConditionKind kind, string value, string source)
    {
        Assert.That(new FieldCondition("a", kind, value).Write(type), Is.EqualTo(source));
        Assert.That(FieldCondition.Read(source)!.Kind, Is.EqualTo(kind));
    }

    [TestCase("getA() === 'Internal'", "Internal")]
    [TestCase("getA() === getB()", null)]
    [TestCase("getA() > 3 && getB() > 3", null)]
    public void A_condition_of_the_authors_own_stays_theirs(string source, string? value) =>
        Assert.That(FieldCondition.Read(source)?.Value, Is.EqualTo(value));
}

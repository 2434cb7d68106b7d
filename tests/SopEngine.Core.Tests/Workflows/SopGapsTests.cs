using NUnit.Framework;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>The gaps of a SOP that is put in force.</summary>
public sealed class SopGapsTests
{
    private static readonly SopHeader Whole = Shipped.Definition("pk-tu-pjt-02.json").Sop!;

    private static HashSet<string> AllLanes => [.. Whole.Lanes.Select(lane => lane.Id)];

    [Test]
    public void Lanes_without_people_are_named_and_customers_lanes_need_none()
    {
        var office = Whole.Lanes.Where(lane => !lane.External).ToList();
        var found = SopGaps.Of(Whole, new HashSet<string> { office[0].Id }, hasHead: true);

        Assert.That(found.Where(gap => gap.Gap == SopGap.LaneEmpty).Select(gap => gap.Subject),
            Is.EqualTo(office.Skip(1).Select(lane => lane.Name)));
    }

    [Test]
    public void A_missing_head_date_approver_and_legal_basis_are_found_each()
    {
        var bare = Whole with { EffectiveOn = null, ApprovedBy = new Approver("Kepala", " ", ""), LegalBasis = [] };

        Assert.That(SopGaps.Of(bare, AllLanes, hasHead: false).Select(gap => gap.Gap), Is.EqualTo(new[]
        {
            SopGap.HeadMissing, SopGap.EffectiveDateMissing, SopGap.ApproverMissing, SopGap.LegalBasisMissing,
        }));
    }

    [TestCase("id")]
    [TestCase("en")]
    public void Every_gap_has_words(string language)
    {
        var culture = System.Globalization.CultureInfo.GetCultureInfo(language);
        var texts = Enum.GetValues<SopGap>().Select(gap => new SopGapFound(gap, "Analis").Text(culture)).ToList();

        Assert.That(texts, Is.Unique.And.All.EndsWith("."));
        Assert.That(SopGaps.Note([new(SopGap.LaneEmpty, "Analis")], culture), Does.EndWith(texts[0]).And.Contain("Analis"));
        Assert.That(SopGaps.Note([], culture), Is.Null);
    }

    [Test]
    public void A_template_that_the_office_lacks_is_named() =>
        Assert.That(SopGaps.Of(Whole, AllLanes, hasHead: true, ["lhp"]), Does.Contain(new SopGapFound(SopGap.TemplateMissing, "lhp")));

    [Test]
    public void A_workflow_that_is_no_sop_lacks_nothing() =>
        Assert.That(SopGaps.Of(null, new HashSet<string>(), hasHead: false), Is.Empty);
}

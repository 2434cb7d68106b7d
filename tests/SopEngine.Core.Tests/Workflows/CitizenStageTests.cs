using NUnit.Framework;
using SopEngine.Core.Workflows;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>How a case stands, in its customer's words.</summary>
internal sealed class CitizenStageTests
{
    private const long Customer = 7;

    [TestCase(false, false, false, CitizenStage.Received)]
    [TestCase(false, false, true, CitizenStage.InWork)]
    [TestCase(false, true, true, CitizenStage.AwaitsYou)]
    [TestCase(false, true, false, CitizenStage.AwaitsYou)]
    [TestCase(true, true, true, CitizenStage.PutOff)]
    public void A_running_case_is_in_somebodys_hands(bool isPaused, bool awaits, bool hasActed, CitizenStage stage) =>
        Assert.That(CitizenStages.Of(CaseStatus.Running, isPaused, awaits, hasActed, null, Customer), Is.EqualTo(stage));

    [Test]
    public void A_case_is_withdrawn_by_its_customer_refused_by_the_office_and_lapses_by_itself()
    {
        Assert.That(Ended(new CaseCancelled(Customer, "x")), Is.EqualTo(CitizenStage.Withdrawn));
        Assert.That(Ended(new CaseCancelled(1, "x")), Is.EqualTo(CitizenStage.Refused));
        Assert.That(Ended(new TaskLapsed(1, NodaTime.Instant.FromUnixTimeSeconds(0))), Is.EqualTo(CitizenStage.Lapsed));
        Assert.That(CitizenStages.Of(CaseStatus.Finished, false, false, true, null, Customer), Is.EqualTo(CitizenStage.Done));
    }

    [Test]
    public void A_fault_of_the_office_is_not_told_to_the_customer() =>
        Assert.That(CitizenStages.Of(CaseStatus.Faulted, false, false, true, null, Customer), Is.EqualTo(CitizenStage.InWork));

    [Test]
    public void Only_the_stages_before_a_result_are_open() => Assert.That(
        Enum.GetValues<CitizenStage>().Where(stage => stage.IsOpen()),
        Is.EqualTo(new[] { CitizenStage.Received, CitizenStage.InWork, CitizenStage.AwaitsYou, CitizenStage.PutOff }));

    private static CitizenStage Ended(CaseEvent by) =>
        CitizenStages.Of(CaseStatus.Cancelled, false, false, true, by, Customer);
}

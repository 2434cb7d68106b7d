using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Samples;

namespace SopEngine.Core.Tests.Samples;

[Parallelizable(ParallelScope.All)]
public sealed class SampleRulesTests
{
    private const long Clerk = 7;
    private const long Analyst = 8;

    [Test]
    public void A_sample_goes_from_hand_to_hand_and_place_to_place()
    {
        var standing = new SampleStanding(SampleState.Awaited);
        standing = After(standing, new(MoveKind.Received, Clerk, Condition: "Segel utuh"));
        Assert.That(standing, Is.EqualTo(new SampleStanding(SampleState.Received, Clerk)));
        Assert.That(After(standing, new(MoveKind.Labelled, Clerk)), Is.EqualTo(standing), "a label moves nothing");
        standing = After(standing, new(MoveKind.Stored, Clerk, Place: " Lemari A2 "));
        Assert.That(standing, Is.EqualTo(new SampleStanding(SampleState.Stored, null, "Lemari A2")));
        standing = After(standing, new(MoveKind.TakenOut, Analyst));
        Assert.That(standing, Is.EqualTo(new SampleStanding(SampleState.Held, Analyst)));
        standing = After(standing, new(MoveKind.Handed, Analyst, To: Clerk));
        Assert.That(standing, Is.EqualTo(new SampleStanding(SampleState.Held, Clerk)));
        Assert.That(After(standing, new(MoveKind.Returned, Clerk, ToName: "Bu Rina")),
            Is.EqualTo(new SampleStanding(SampleState.Returned)));
        Assert.That(After(standing, new(MoveKind.Destroyed, Clerk, Note: "Masa simpan habis")),
            Is.EqualTo(new SampleStanding(SampleState.Destroyed)));
    }

    [TestCase(SampleState.Awaited, MoveKind.Stored, MoveFault.NotReceived)]
    [TestCase(SampleState.Awaited, MoveKind.Labelled, MoveFault.NotReceived)]
    [TestCase(SampleState.Received, MoveKind.Received, MoveFault.ReceivedBefore)]
    [TestCase(SampleState.Received, MoveKind.TakenOut, MoveFault.NotStored)]
    [TestCase(SampleState.Returned, MoveKind.Received, MoveFault.IsOver)]
    [TestCase(SampleState.Destroyed, MoveKind.Labelled, MoveFault.IsOver)]
    public void What_cannot_follow_is_refused(SampleState state, MoveKind kind, MoveFault fault) =>
        Assert.That(SampleRules.Next(Standing(state), Complete(kind)), Is.EqualTo(((SampleStanding?)null, (MoveFault?)fault)));

    [TestCase(MoveKind.Handed, MoveFault.PersonMissing)]
    [TestCase(MoveKind.Stored, MoveFault.PlaceMissing)]
    [TestCase(MoveKind.Returned, MoveFault.ReceiverMissing)]
    [TestCase(MoveKind.Destroyed, MoveFault.ReasonMissing)]
    public void A_move_says_to_whom_where_and_why(MoveKind kind, MoveFault fault) => Assert.That(
        SampleRules.Next(Standing(SampleState.Received), new(kind, Clerk, ToName: " ", Place: " ", Note: " ")).Fault, Is.EqualTo(fault));

    [Test]
    public void A_sample_whose_row_is_gone_gets_no_label_but_goes_back()
    {
        var gone = Standing(SampleState.Stored) with { IsWithdrawn = true };

        Assert.That(SampleRules.Next(gone, Complete(MoveKind.Labelled)).Fault, Is.EqualTo(MoveFault.IsWithdrawn));
        Assert.That(SampleRules.Next(gone, Complete(MoveKind.Returned)).Next!.IsOver);
        Assert.That(SampleRules.NextOf(new(SampleState.Awaited, IsWithdrawn: true)), Is.Empty, "nobody will bring it");
    }

    [Test]
    public void Whatever_is_done_nothing_follows_an_end_and_a_sample_is_in_one_place_alone() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<MoveKind>()).ListOf().ToArbitrary(),
        kinds =>
        {
            var standing = new SampleStanding(SampleState.Awaited);
            foreach (var kind in kinds)
            {
                var (next, fault) = SampleRules.Next(standing, Complete(kind));
                var isOffered = SampleRules.NextOf(standing).Contains(kind);
                if (next is null == fault is null || isOffered != next is not null || (standing.IsOver && next is not null)) return false;
                standing = next ?? standing;
                if ((standing.Place is not null) != (standing.State == SampleState.Stored)) return false;
                if ((standing.Holder is not null) != standing.State is (SampleState.Received or SampleState.Held)) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static SampleStanding After(SampleStanding now, SampleMove move)
    {
        var (next, fault) = SampleRules.Next(now, move);
        Assert.That(fault, Is.Null);
        return next!;
    }

    private static SampleStanding Standing(SampleState state) => new(
        state, state is SampleState.Received or SampleState.Held ? Clerk : null, state == SampleState.Stored ? "Lemari A2" : null);

    private static SampleMove Complete(MoveKind kind) => new(kind, Clerk, Analyst, "Bu Rina", "Lemari A2", "Habis", "Baik");
}

using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Substitutes;

namespace SopEngine.Core.Tests.Substitutes;

public sealed class StandInsTests
{
    [Test]
    public void While_a_deputy_is_away_too_their_own_deputy_acts()
    {
        var standIns = StandIns.Of([Away(1, 2, 0, 10), Away(2, 3, 5, 15)]).Select(Text);

        Assert.That(standIns, Is.EquivalentTo(new[] { "2 for 1 on 0-10", "3 for 2 on 5-15", "3 for 1 on 5-10" }));
    }

    [Test]
    public void A_deputy_hands_on_only_the_lanes_they_were_given()
    {
        var standIns = StandIns.Of([Away(1, 2, 0, 10, "loket", "uji"), Away(2, 3, 0, 10, "uji")])
            .Single(chain => chain is { Deputy: 3, Person: 1 });

        Assert.That(standIns.Lanes, Is.EqualTo(new[] { "uji" }));
    }

    [Test]
    public void Nobody_has_two_deputies_for_a_lane_at_once()
    {
        Assert.That(StandIns.Objection([Away(1, 2, 0, 10)], Away(1, 3, 9, 12)), Is.EqualTo(SubstitutionFault.AlreadyAway));
        Assert.That(StandIns.Objection([Away(1, 2, 0, 10)], Away(1, 3, 10, 12)), Is.Null);
        Assert.That(StandIns.Objection([Away(1, 2, 0, 10, "loket")], Away(1, 3, 0, 10, "uji")), Is.Null);
    }

    [Test]
    public void Nobody_becomes_their_own_deputy()
    {
        Assert.That(StandIns.Objection([], Away(1, 1, 0, 10)), Is.EqualTo(SubstitutionFault.Self));
        Assert.That(StandIns.Objection([Away(1, 2, 0, 10)], Away(2, 1, 5, 15)), Is.EqualTo(SubstitutionFault.Circle));
        Assert.That(StandIns.Objection([Away(1, 2, 0, 10), Away(2, 3, 0, 10)], Away(3, 1, 5, 15)), Is.EqualTo(SubstitutionFault.Circle));
        Assert.That(StandIns.Objection([Away(1, 2, 0, 10)], Away(2, 1, 10, 15)), Is.Null, "one after the other");
    }

    [Test]
    public void A_chain_of_four_is_refused_wherever_it_is_closed()
    {
        var four = new[] { Away(1, 2, 0, 10), Away(2, 3, 0, 10), Away(3, 4, 0, 10), Away(4, 5, 0, 10) };
        foreach (var last in four)
            Assert.That(StandIns.Objection([.. four.Except([last])], last), Is.EqualTo(SubstitutionFault.ChainTooLong));
        Assert.That(StandIns.Objection(four[..2], four[2]), Is.Null);
    }

    [Test]
    public void Accepted_substitutions_form_no_circle_and_give_no_more_than_was_handed_over()
    {
        var one = from person in Gen.Choose(1, 6)
                  from deputy in Gen.Choose(1, 6)
                  from start in Gen.Choose(0, 20)
                  from days in Gen.Choose(1, 10)
                  from lanes in Gen.Elements(Array.Empty<string>(), ["a"], ["b"], ["a", "b"])
                  select Away(person, deputy, start, start + days, lanes);

        Prop.ForAll(one.ArrayOf(12).ToArbitrary(), wanted =>
        {
            var accepted = new List<Substitution>();
            foreach (var added in wanted)
            {
                if (StandIns.Objection(accepted, added) is null) accepted.Add(added);
            }

            var standIns = StandIns.Of(accepted).ToList();
            return standIns.All(chain => chain.Deputy != chain.Person)
                && accepted.All(direct =>
                    standIns.Any(chain => chain.Deputy == direct.Deputy && chain.Person == direct.Person && chain.When == direct.When))
                // A deputy acts for a person only within one of that person's substitutions.
                && standIns.All(chain => accepted.Any(direct => direct.Person == chain.Person
                    && direct.When.Start <= chain.When.Start && direct.When.End >= chain.When.End
                    && (direct.Lanes is null || (chain.Lanes is not null && chain.Lanes.All(direct.Lanes.Contains)))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static Substitution Away(long person, long deputy, int from, int until, params string[] lanes) =>
        new(person, deputy, SubstituteKind.Plh, lanes.Length == 0 ? null : lanes, new NodaTime.Interval(Day(from), Day(until)));

    private static Instant Day(int day) => Instant.FromUtc(2026, 11, 1, 0, 0) + Duration.FromDays(day);

    private static string Text(StandIn chain) =>
        $"{chain.Deputy} for {chain.Person} on {(chain.When.Start - Day(0)).Days}-{(chain.When.End - Day(0)).Days}";
}

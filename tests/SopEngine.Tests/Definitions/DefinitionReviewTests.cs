using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Definitions;

/// <summary>A draft's way into force, step by step, and the deeds refused on it.</summary>
public sealed class DefinitionReviewTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _author;
    private long _head;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _author = await _engine.AddPerson(_unit, "penyusun", roles: [Role.Author]);
        _head = await _engine.AddPerson(_unit, "kepala", roles: [Role.Head]);
        await _engine.Definitions.Save(_unit, _author, Definition.Line("satu:loket"));
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task Each_deed_leads_from_its_states_to_the_next_and_from_no_other()
    {
        var ways = new Dictionary<ReviewDeed, (DefinitionState[] From, DefinitionState To)>
        {
            [ReviewDeed.Submit] = ([DefinitionState.Draft, DefinitionState.Revision], DefinitionState.Submitted),
            [ReviewDeed.Withdraw] = ([DefinitionState.Submitted, DefinitionState.Evaluated, DefinitionState.AwaitingSignature],
                DefinitionState.Draft),
            [ReviewDeed.Evaluate] = ([DefinitionState.Submitted], DefinitionState.Evaluated),
            [ReviewDeed.Return] = ([DefinitionState.Submitted, DefinitionState.Evaluated, DefinitionState.AwaitingSignature],
                DefinitionState.Revision),
            [ReviewDeed.SendForSignature] = ([DefinitionState.Evaluated], DefinitionState.AwaitingSignature),
        };
        foreach (var state in Enum.GetValues<DefinitionState>())
        {
            foreach (var (deed, (from, to)) in ways)
            {
                await _engine.Scalar<int>("update definitions set state = @state, is_published = @state = 'in_force' returning 1",
                    new { state = state.ToSql() });

                var done = await Review(deed);

                var now = (await Latest()).State;
                if (from.Contains(state)) Assert.That((done.Version?.Version, now), Is.EqualTo((1, to)), $"{deed} of {state}");
                else Assert.That((done.Refusal, now), Is.EqualTo((new DefinitionResult.Refused(DefinitionRefusal.StateIsAnother), state)),
                    $"{deed} of {state}");
            }
        }
    }

    [Test]
    public async Task A_definition_that_does_not_compile_is_not_submitted_and_stays_a_draft()
    {
        await _engine.Definitions.Save(_unit, _author,
            Definition.Line("satu:loket").Replace("\"start\",\"port\"", "\"hantu\",\"port\"", StringComparison.Ordinal));

        var refused = await Review(ReviewDeed.Submit);

        Assert.That(refused.Version, Is.Null);
        Assert.That(refused.Problems.Where(problem => problem.IsError), Is.Not.Empty);
        Assert.That((await Latest()).State, Is.EqualTo(DefinitionState.Draft));
    }

    [Test]
    public async Task Reviewing_an_older_revision_is_refused_and_changes_nothing()
    {
        var seen = (await Latest()).At;
        await _engine.Definitions.Save(_unit, _author, Definition.Line("satu:loket", "dua:loket"));

        var late = await _engine.Definitions.Review(_unit, _author, "alur", seen, ReviewDeed.Submit, null);

        Assert.That(late.Refusal is DefinitionResult.Conflict { By: "penyusun" });
        Assert.That((await Latest()).State, Is.EqualTo(DefinitionState.Draft));
    }

    [Test]
    public async Task Evaluating_and_withdrawing_at_once_happen_in_an_order_that_the_log_shows()
    {
        await Review(ReviewDeed.Submit);

        var both = await Task.WhenAll(Review(ReviewDeed.Evaluate), Review(ReviewDeed.Withdraw));

        var log = await _engine.Rows<string>("select action from definition_log order by no");
        var expected = both[0].Version is null ? new[] { "created", "submitted", "withdrawn" }
            : ["created", "submitted", "evaluated", "withdrawn"];
        Assert.That(both[1].Version, Is.Not.Null, "what was evaluated can be withdrawn, too");
        Assert.That(log, Is.EqualTo(expected));
    }

    [Test]
    public async Task The_reason_of_a_revocation_stays_in_the_log_and_only_the_version_in_force_is_revoked()
    {
        await _engine.Definitions.Publish(_unit, _author, "alur", acceptGaps: true);

        Assert.That(await _engine.Definitions.Revoke(_unit, _head, "alur", 7, "salah"),
            Is.EqualTo(new DefinitionResult.Refused(DefinitionRefusal.NotInForce)));
        Assert.That(await _engine.Definitions.Revoke(_unit, _head, "alur", 1, "Layanan dihentikan"),
            Is.InstanceOf<DefinitionResult.Done>());
        Assert.That((await Latest()).State, Is.EqualTo(DefinitionState.Revoked));
        Assert.That(await _engine.Scalar<string>("select note from definition_log where action = 'revoked'"),
            Is.EqualTo("Layanan dihentikan"));
    }

    private async Task<Publication> Review(ReviewDeed deed) =>
        await _engine.Definitions.Review(_unit, _head, "alur", (await Latest()).At, deed, null);

    private async Task<StoredDefinition> Latest() => (await _engine.Definitions.Latest(_unit, "alur", CancellationToken.None))!;
}

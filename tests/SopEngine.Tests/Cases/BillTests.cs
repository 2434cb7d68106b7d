using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>The bills of cases as rows that follow from their histories.</summary>
internal sealed class BillTests
{
    private const string Code = "820261123000001", Ntpn = "A1B2C3D4E5F60718";

    private TestEngine _engine = null!;
    private DefinitionVersion _definition;
    private int _unit;
    private long _customer, _treasurer;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit();
        _customer = await _engine.AddPerson(_unit, "rina", isCustomer: true);
        _treasurer = await _engine.AddPerson(_unit, "bendahara", ["bendahara"]);
        _definition = await _engine.Publish(_unit, BillDefinition.Chart("tagih", "back"));
    }

    [TearDown]
    public async Task TearDown()
    {
        var discrepancies = await _engine.Verify();
        await _engine.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task A_bill_is_issued_paid_and_read_back_and_its_payment_can_be_taken_back()
    {
        var id = await Received();
        await Done(id, 2, BillDefinition.Issue(Code, In(days: 7)));
        Assert.That(await Statuses(), Is.EqualTo(new[] { "1 issued" }));
        Assert.That(await _engine.Scalar<DateTime>("select lapse_at from tasks where case_id = @id and no = 3", new { id }),
            Is.EqualTo(await _engine.Scalar<DateTime>("select ends_at from bills")));

        await Done(id, 3);
        await Done(id, 4, BillDefinition.Payment(Ntpn, In(days: 0)));
        await using (var connection = await _engine.Database.System.OpenConnectionAsync())
        {
            var bill = await CaseBills.Current(connection, _unit, id, CancellationToken.None);
            Assert.That(bill, Is.EqualTo((await State(id)).Bill));
            Assert.That(bill is { Status: BillStatus.Paid, Ntpn: Ntpn, Amount: 150_000 });
        }

        Assert.That(await _engine.Happens(_unit, id, new TaskUndone(4, _treasurer), _treasurer), Is.TypeOf<CaseResult.Done>());
        Assert.That(await Statuses(), Is.EqualTo(new[] { "1 issued" }));
        await Done(id, 4, BillDefinition.Payment("a1b2 c3d4 e5f6 0719", In(days: 0)));
        Assert.That(await _engine.Scalar<string>("select ntpn from bills"), Is.EqualTo("A1B2C3D4E5F60719"));
    }

    [Test]
    public async Task A_bill_that_is_called_back_may_be_issued_again_with_its_code_and_one_of_another_case_not()
    {
        var (first, second) = (await Received(), await Received());
        await Done(first, 2, BillDefinition.Issue(Code, In(days: 7)));
        Assert.That(Fault(await Try(second, 2, BillDefinition.Issue(Code, In(days: 7)))), Is.EqualTo(FieldFault.BillCodeUsed));

        await Done(first, 3);
        Assert.That(await _engine.Happens(_unit, first, new TaskSentBack(4, _treasurer, "terbit", "Jumlah keliru"), _treasurer),
            Is.TypeOf<CaseResult.Done>());
        Assert.That(await Statuses(), Is.EqualTo(new[] { "1 cancelled" }));
        Assert.That(Fault(await Try(second, 2, BillDefinition.Issue(Code, In(days: 7)))), Is.EqualTo(FieldFault.BillCodeUsed));
        await Done(first, 5, BillDefinition.Issue(Code, In(days: 7), 175_000));
        Assert.That(await Statuses(), Is.EqualTo(new[] { "1 cancelled", "2 issued" }));
        Assert.That(await _engine.Scalar<int>("select replaces from bills where no = 2"), Is.EqualTo(1));
    }

    [Test]
    public async Task One_of_two_who_send_a_code_or_a_number_at_once_on_two_nodes_reads_at_its_field_that_it_is_used()
    {
        await using var other = _engine.AnotherNode();
        for (var round = 0; round < 8; round++)
        {
            var (first, second, neighbour) = (await Received(), await Received(), await Received());
            var code = $"82026112300100{round}";
            var results = await Task.WhenAll(
                Try(first, 2, BillDefinition.Issue(code, In(days: 7))),
                Try(second, 2, BillDefinition.Issue(code, In(days: 7)), round % 2 == 0 ? other : _engine),
                Try(neighbour, 2, BillDefinition.Issue($"82026112300200{round}", In(days: 7))));
            Assert.That(results[2], Is.TypeOf<CaseResult.Done>(), "a neighbour in the group loses nothing");
            Assert.That(results.Take(2).Count(result => result is CaseResult.Done), Is.EqualTo(1));
            Assert.That(Fault(results.Take(2).First(result => result is not CaseResult.Done)), Is.EqualTo(FieldFault.BillCodeUsed));

            var winner = results[0] is CaseResult.Done ? first : second;
            await Done(winner, 3);
            await Done(neighbour, 3);
            var ntpn = $"A1B2C3D4E5F6071{round}";
            var paid = await Task.WhenAll(
                Try(winner, 4, BillDefinition.Payment(ntpn, In(days: 0))),
                Try(neighbour, 4, BillDefinition.Payment(ntpn, In(days: 0)), round % 2 == 0 ? other : _engine));
            Assert.That(paid.Count(result => result is CaseResult.Done), Is.EqualTo(1));
            Assert.That(Fault(paid.First(result => result is not CaseResult.Done)), Is.EqualTo(FieldFault.NtpnUsed));
        }
    }

    [Test]
    public async Task Another_office_may_have_the_same_code_and_a_retry_gets_the_same_answer()
    {
        var elsewhere = await _engine.AddUnit("lain");
        var other = await _engine.Publish(elsewhere, BillDefinition.Chart("tagih", "back"));
        var id = await Received();
        var sent = new TaskCompleted(2, _treasurer, Data: BillDefinition.Issue(Code, In(days: 7)));
        var done = await _engine.Happens(_unit, id, sent, _treasurer, "kunci");
        Assert.That(done, Is.TypeOf<CaseResult.Done>());
        Assert.That(await _engine.Happens(_unit, id, sent, _treasurer, "kunci"), Is.EqualTo(done));

        var started = await _engine.Start(other);
        await _engine.Happens(elsewhere, started.Case, new TaskCompleted(1, 7), null);
        var theirs = await _engine.AddPerson(elsewhere, "bendahara-lain", ["bendahara"]);
        Assert.That(await _engine.Happens(elsewhere, started.Case, sent with { Person = theirs }, theirs), Is.TypeOf<CaseResult.Done>());
    }

    [Test]
    public async Task A_cancelled_case_calls_its_bill_back_and_a_row_that_does_not_follow_is_found()
    {
        var id = await Received();
        await Done(id, 2, BillDefinition.Issue(Code, In(days: 7)));
        await _engine.Happens(_unit, id, new CaseCancelled(7, "Batal"), null);
        Assert.That(await Statuses(), Is.EqualTo(new[] { "1 cancelled" }));

        await _engine.Scalar<int>("update bills set amount = 1 returning 1");
        Assert.That(
            (await _engine.Verify()).Select(found => found.What), Is.EqualTo(new[] { "bill 1 is another in the replayed history" }));
        await _engine.Scalar<int>("update bills set amount = 150000 returning 1");
    }

    private async Task<long> Received()
    {
        var started = await _engine.Start(_definition, customer: _customer);
        await Done(started.Case, 1);
        return started.Case;
    }

    private async Task Done(long id, int task, System.Text.Json.JsonElement data = default) =>
        Assert.That(await Try(id, task, data), Is.TypeOf<CaseResult.Done>());

    private Task<CaseResult> Try(long id, int task, System.Text.Json.JsonElement data, TestEngine? node = null) =>
        // Steps with a form are the treasurer's.
        (node ?? _engine).Happens(
            _unit, id, new TaskCompleted(task, _treasurer, Data: data),
            data.ValueKind == System.Text.Json.JsonValueKind.Undefined ? null : _treasurer);

    private static FieldFault? Fault(CaseResult result) =>
        (result as CaseResult.Refused)?.Refusal.Fields is [var problem, ..] ? problem.Fault : null;

    /// <summary>So many days from now, as the form writes it.</summary>
    private string In(int days) => FormMoments.DateTime.Format(
        _engine.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).LocalDateTime.PlusDays(days));

    private Task<List<string>> Statuses() => _engine.Rows<string>("select no || ' ' || status from bills order by case_id, no");

    private async Task<CaseState> State(long id) =>
        CaseStateJson.Read(await _engine.Scalar<string>("select state::text from cases where id = @id", new { id }));
}

using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>The numbers of an office's register of cases.</summary>
internal sealed class RegisterTests
{
    private TestEngine _engine = null!;
    private int _unit;
    private long _clerk;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _unit = await _engine.AddUnit("bipa");
        _clerk = await _engine.AddPerson(_unit, "budi", ["loket"]);
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task Numbers_have_no_gaps_or_repeats_when_32_open_at_once_on_two_nodes_and_some_are_refused()
    {
        const int Openings = 32;
        var definition = await _engine.Publish(_unit, Definition.Line("terima:loket", "uji:analis"));
        var stranger = await _engine.AddPerson(_unit, "tamu", isCustomer: true);
        await using var other = _engine.AnotherNode();
        var openings = Enumerable.Range(0, Openings).SelectMany(at => new[]
        {
            (at % 2 == 0 ? _engine : other).Engine.Execute(Start(_clerk), CancellationToken.None),
            // A customer may not open this SOP: the refusal must not use up a number in any group of commands.
            (at % 2 == 0 ? other : _engine).Engine.Execute(Start(stranger), CancellationToken.None),
        }).ToList();
        var results = await Task.WhenAll(openings);

        Assert.That(results.Count(result => result is CaseResult.Done), Is.EqualTo(Openings));
        var numbers = await _engine.Rows<string>("select register_number from cases order by register_seq");
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, Openings).Select(seq => $"{seq:0000}/bipa/{Year}")));
        Assert.That(await _engine.Scalar<int>("select last from register_counters where unit_id = @unit", new { unit = _unit }),
            Is.EqualTo(Openings));
        Assert.That(await _engine.Verify(), Is.Empty);

        StartCase Start(long actor) => new(definition, new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()), actor);
    }

    [Test]
    public async Task An_opening_that_is_rolled_back_leaves_no_gap()
    {
        var definition = await _engine.Publish(_unit, Definition.Line("terima:loket"));
        await _engine.Start(definition, _clerk);
        await Owner("alter table history add constraint full_up check (seq > 1) not valid");
        Assert.That(async () => await _engine.Start(definition, _clerk), Throws.Exception);
        await Owner("alter table history drop constraint full_up");
        await _engine.Start(definition, _clerk);

        Assert.That(await _engine.Rows<string>("select register_number from cases order by id"),
            Is.EqualTo(new[] { $"0001/bipa/{Year}", $"0002/bipa/{Year}" }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Each_office_counts_for_itself_and_anew_in_the_new_year_of_its_zone()
    {
        var east = await _engine.AddUnit("timur");
        var (first, second) = (
            await _engine.Publish(_unit, Definition.Line("terima:loket")), await _engine.Publish(east, Definition.Line("terima:loket")));
        await _engine.Scalar<int>(
            "update units set register_rule = 'R-{seq:000}/{roman:MM}/{yyyy}' where id = @east returning 1", new { east });
        await _engine.Start(first, _clerk);
        await _engine.Start(second);
        // 31 December 17.30 UTC is 00.30 on 1 January in Jakarta.
        _engine.Clock.Advance(Instant.FromUtc(Year, 12, 31, 17, 30) - _engine.Clock.GetCurrentInstant());
        await _engine.Start(first, _clerk);
        await _engine.Start(second);

        var month = _engine.Scalar<string>("select register_number from cases where unit_id = @east order by id limit 1", new { east });
        Assert.That(await month, Does.Match($"^R-001/[IVX]+/{Year}$"));
        Assert.That(await _engine.Rows<string>("select register_number from cases where unit_id = @unit order by id", new { unit = _unit }),
            Is.EqualTo(new[] { $"0001/bipa/{Year}", $"0001/bipa/{Year + 1}" }));
        Assert.That(await _engine.Rows<string>("select register_number from cases where unit_id = @east order by id desc limit 1",
            new { east }), Is.EqualTo(new[] { $"R-001/I/{Year + 1}" }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    private async Task Owner(string sql)
    {
        await using var connection = new NpgsqlConnection(_engine.ConnectionString);
        await Dapper.SqlMapper.ExecuteAsync(connection, sql);
    }

    private int Year => _year ??= _engine.Clock.GetCurrentInstant().InUtc().Year;

    private int? _year;
}

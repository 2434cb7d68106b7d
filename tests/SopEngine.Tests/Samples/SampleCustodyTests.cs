using System.Text.Json;
using Npgsql;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Samples;
using SopEngine.Tests.Support;
using SopEngine.Web.Samples;

namespace SopEngine.Tests.Samples;

/// <summary>The samples of cases, from the form's rows to their custody log.</summary>
internal sealed class SampleCustodyTests
{
    private TestEngine _engine = null!;
    private SampleMoving _moving = null!;
    private int _unit;
    private long _clerk;
    private DefinitionVersion _sop;

    [SetUp]
    public async Task SetUp()
    {
        _engine = await TestEngine.Create();
        _moving = new SampleMoving(_engine.Database, _engine.Clock);
        _unit = await _engine.AddUnit("bipa");
        _clerk = await _engine.AddPerson(_unit, "budi", ["loket", "analis"]);
        _sop = await _engine.Publish(_unit, LabSop.Json());
    }

    [TearDown]
    public async Task TearDown() => await _engine.DisposeAsync();

    [Test]
    public async Task Rows_become_samples_with_codes_of_the_register_and_a_receipt_in_their_log()
    {
        var year = _engine.Clock.GetCurrentInstant().InUtc().Year;
        await _engine.Start(_sop, _clerk);
        var of = await Received("""[{"nama":"Kopi °C <b>","jumlah":2,"kondisi":"Baik"},{"nama":"Teh"}]""");

        Assert.That(await Lines("select concat_ws('|', code, name, quantity, condition, state, holder_id, revision) from samples"),
            Is.EqualTo(new[]
            {
                $"{year}-0002-01|Kopi °C <b>|2 kg|Baik|received|{_clerk}|1", $"{year}-0002-02|Teh|||received|{_clerk}|1",
            }));
        Assert.That(await Lines("select concat_ws('|', line, no, kind, person_id, condition) from sample_moves"),
            Is.EqualTo(new[] { $"1|1|received|{_clerk}|Baik", $"2|1|received|{_clerk}|" }));
        Assert.That(await _engine.Scalar<string>("select event ->> 'data' from history where case_id = @of and seq = 2", new { of }),
            Does.Contain($"\"kode\":\"{year}-0002-01\""));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_step_done_again_changes_its_rows_keeps_their_codes_and_withdraws_those_that_are_gone()
    {
        var of = await Received("""[{"nama":"Kopi"},{"nama":"Teh"}]""");
        var codes = await Lines("select code from samples");
        Assert.That(await Store(of, [(codes[0], 1)]), Is.EqualTo(new MoveResult.Done(1)));
        await Happens(of, new TaskSentBack(2, _clerk, "terima", "Salah tulis"));
        await Happens(of, Completed(3, $$"""[{"nama":"Gula"},{"nama":"Kopi bubuk","kode":"{{codes[0]}}"}]"""));

        Assert.That(await Lines("select concat_ws('|', line, name, state, place, withdrawn_at is not null, revision) from samples"),
            Is.EqualTo(new[] { "1|Kopi bubuk|stored|Lemari A2|f|3", "2|Teh|received|t|2", "3|Gula|received|f|1" }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [TestCase("update samples set code = 'K1-01' where line = 1", "is another in the replayed history")]
    [TestCase("update samples set withdrawn_at = now() where line = 1", "is another in the replayed history")]
    [TestCase("update samples set line = 9 where line = 2", "is not in the replayed history")]
    public async Task A_row_that_the_history_does_not_give_is_found(string change, string told)
    {
        await Received("""[{"nama":"Kopi"},{"nama":"Teh"}]""");
        await Owner("alter table sample_moves drop constraint sample_moves_unit_id_case_id_line_fkey");
        await Owner(change);

        Assert.That((await _engine.Verify()).Select(found => found.What), Has.Some.Contains(told));
    }

    [Test]
    public async Task A_case_that_stands_in_no_register_gives_its_own_number()
    {
        var of = (await _engine.Start(_sop, _clerk)).Case;
        await Owner("update cases set register_year = null, register_seq = null, register_number = null");
        await Happens(of, Completed(1, """[{"nama":"Kopi"}]"""));

        Assert.That(await Lines("select code from samples"), Is.EqualTo(new[] { $"K{of}-01" }));
        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_same_request_sent_again_gets_the_same_answer_and_no_new_codes()
    {
        var of = (await _engine.Start(_sop, _clerk)).Case;
        var first = await _engine.Happens(_unit, of, Completed(1, """[{"nama":"Kopi","kode":"saya"}]"""), _clerk, "kunci");
        var again = await _engine.Happens(_unit, of, Completed(1, """[{"nama":"Kopi","kode":"saya"}]"""), _clerk, "kunci");

        Assert.That(again, Is.EqualTo(first));
        Assert.That(await _engine.Scalar<int>("select count(*)::int from samples"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_two_who_move_a_sample_at_once_one_is_told_that_it_has_changed_and_by_whom()
    {
        var of = await Received("""[{"nama":"Kopi"}]""");
        var code = (await Lines("select code from samples"))[0];
        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(at => Task.Run(() => Store(of, [(code, 1)], $"Lemari {at}", $"kunci-{at}"))));

        Assert.That(results.Count(result => result is MoveResult.Done), Is.EqualTo(1));
        Assert.That(results.OfType<MoveResult.Changed>().Select(changed => changed.By), Is.EqualTo(Enumerable.Repeat("budi", 7)));
        Assert.That(await _engine.Scalar<int>("select count(*)::int from sample_moves where kind = 'stored'"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_form_sent_twice_counts_once_also_at_the_same_moment()
    {
        var of = await Received("""[{"nama":"Kopi"},{"nama":"Teh"}]""");
        var marks = (await Lines("select code from samples")).Select(code => (code, 1)).ToArray();
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Store(of, marks))));

        Assert.That(results, Is.All.EqualTo(new MoveResult.Done(2)));
        Assert.That(await _engine.Scalar<int>("select count(*)::int from sample_moves where kind = 'stored'"), Is.EqualTo(2));
        Assert.That(await Store(of, [marks[0]]), Is.EqualTo(new MoveResult.KeyReused()), "the same form for something else");
    }

    [Test]
    public async Task Moves_of_several_samples_are_all_written_or_none()
    {
        var of = await Received("""[{"nama":"Kopi"},{"nama":"Teh"}]""");
        var codes = await Lines("select code from samples");
        await Move(of, [(codes[0], 1)], new SampleMove(MoveKind.Destroyed, _clerk, Note: "Tumpah"), "a");
        var refused = await Move(of, [(codes[0], 2), (codes[1], 1)], new SampleMove(MoveKind.Stored, _clerk, Place: "B"), "b");
        var stranger = await _engine.AddPerson(_unit, "tamu", isCustomer: true);

        Assert.That(((MoveResult.Refused)refused).Fault, Is.EqualTo(MoveFault.IsOver));
        Assert.That(((MoveResult.Refused)refused).Codes, Is.EqualTo(new[] { codes[0] }));
        Assert.That(await Move(of, [(codes[1], 1)], new SampleMove(MoveKind.Handed, _clerk, To: stranger), "c"),
            Is.EqualTo(new MoveResult.PersonUnknown()));
        Assert.That(await Move(of, [("K9-09", 1)], new SampleMove(MoveKind.Labelled, _clerk), "d"),
            Is.EqualTo(new MoveResult.NotFound("K9-09")));
        Assert.That(await Move(of, [], new SampleMove(MoveKind.Labelled, _clerk), "e"), Is.EqualTo(new MoveResult.NotFound("")));
        Assert.That(await Lines("select concat_ws('|', state, revision) from samples"), Is.EqualTo(new[] { "destroyed|2", "received|1" }));
    }

    [Test]
    public async Task Moves_and_steps_of_the_same_case_at_once_disturb_neither()
    {
        var of = await Received("""[{"nama":"Kopi"},{"nama":"Teh"},{"nama":"Gula"}]""");
        var codes = await Lines("select code from samples");
        for (var round = 0; round < 6; round++)
        {
            var revisions = await _engine.Rows<int>("select revision from samples order by line");
            var task = (await _engine.OpenTasks(_unit, of)).Single();
            var moving = Task.Run(() => Store(of, [.. codes.Take(3).Zip(revisions)], $"Lemari {round}", $"kunci-{round}"));
            await Happens(of, new TaskSentBack(task, _clerk, "terima", "Lagi"));
            await Happens(of, Completed(task + 1,
                JsonSerializer.Serialize(codes.Reverse<string>().Select(code => new { kode = code, nama = $"Kopi {round}" }))));
            Assert.That(await moving, Is.InstanceOf<MoveResult.Done>().Or.InstanceOf<MoveResult.Changed>());
        }

        Assert.That(await _engine.Verify(), Is.Empty);
    }

    [Test]
    public async Task Lists_of_ten_thousand_samples_read_an_index_and_no_whole_table()
    {
        await Received("""[{"nama":"Kopi"}]""");
        await Owner(
            """
            insert into samples (unit_id, case_id, line, code, name, quantity, condition, details, noted_at, state, place)
            select unit_id, case_id, n, '2030-' || to_char(n, 'FM00000') || '-01', '', '', '', '{}', now(),
              case when n % 3 = 0 then 'stored' else 'awaited' end, case when n % 3 = 0 then 'Lemari ' || n % 40 end
            from samples cross join generate_series(2, 10000) n;
            analyze samples;
            """);
        foreach (var (search, state, place) in new[]
        {
            (false, false, false), (true, false, false), (false, true, false), (false, false, true), (true, true, true),
        })
            await IsByIndex(ListSamples.Handler.Sql(search, state, place));
        await IsByIndex(ListSamples.Handler.Places);
    }

    private async Task IsByIndex(string sql)
    {
        var filled = sql.Replace("@unit", $"{_unit}", StringComparison.Ordinal).Replace("@state", "'stored'", StringComparison.Ordinal)
            .Replace("@place", "'Lemari 3'", StringComparison.Ordinal).Replace("@start", "'2030-0012'", StringComparison.Ordinal)
            .Replace("@Code", "''", StringComparison.Ordinal).Replace("@Case", "9999999", StringComparison.Ordinal)
            .Replace("@Line", "99999", StringComparison.Ordinal).Replace("@limit", "51", StringComparison.Ordinal);
        var plan = string.Join('\n', await _engine.Rows<string>("explain (analyze, timing off, costs off) " + filled));
        Assert.That(plan, Does.Not.Contain("Seq Scan on samples").And.Not.Match("Rows Removed by Filter: [0-9]{3}"), plan);
    }

    private async Task<long> Received(string rows)
    {
        var of = (await _engine.Start(_sop, _clerk)).Case;
        await Happens(of, Completed(1, rows));
        return of;
    }

    private async Task Happens(long of, CaseEvent happened) =>
        Assert.That(await _engine.Happens(_unit, of, happened, _clerk), Is.InstanceOf<CaseResult.Done>());

    private TaskCompleted Completed(int task, string rows) => new(task, _clerk, Data: Definition.Json($$"""{"contoh":{{rows}}}"""));

    private Task<MoveResult> Store(long of, (string, int)[] marks, string place = "Lemari A2", string key = "kunci") =>
        Move(of, marks, new SampleMove(MoveKind.Stored, _clerk, Place: place), key);

    private Task<MoveResult> Move(long of, (string, int)[] marks, SampleMove move, string key) =>
        _moving.Move(new MoveRequest(_unit, of, marks, move, key), CancellationToken.None);

    private Task<List<string>> Lines(string sql) => _engine.Rows<string>(sql + " order by case_id, line");

    private async Task Owner(string sql)
    {
        await using var connection = new NpgsqlConnection(_engine.ConnectionString);
        await Dapper.SqlMapper.ExecuteAsync(connection, sql);
    }
}

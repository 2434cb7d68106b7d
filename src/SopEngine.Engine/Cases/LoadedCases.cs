using NodaTime;
using Npgsql;
using NpgsqlTypes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>The cases that a transaction has locked, with the people, calendars and earlier answers that its commands need.</summary>
internal sealed class LoadedCases(NpgsqlConnection connection, FlowCache flows)
{
    private readonly Dictionary<(int Unit, long Id), LockedCase> _cases = [];
    private readonly Dictionary<(int Unit, long Id), Actor> _actors = [];
    private readonly Dictionary<(int Unit, string Key), KeptAnswer> _answers = [];
    private readonly Dictionary<int, int> _calendarVersions = [];
    private readonly Dictionary<(int Unit, long Id), long> _mergedCustomers = [];
    private readonly Queue<long> _newIds = new();

    public IReadOnlyCollection<LockedCase> All => _cases.Values;

    public LockedCase? Find(int unit, long id) => _cases.GetValueOrDefault((unit, id));

    public Actor? FindActor(int unit, long? id) => id is { } person ? _actors.GetValueOrDefault((unit, person)) : null;

    public KeptAnswer? FindAnswer(int unit, string? key) =>
        key is not null && _answers.TryGetValue((unit, key), out var answer) ? answer : null;

    public int CalendarVersionOf(int unit) => _calendarVersions[unit];

    public void Add(LockedCase opened) => _cases.Add((opened.Definition.Unit, opened.Id), opened);

    public void Keep(int unit, string key, KeptAnswer answer) => _answers[(unit, key)] = answer;

    /// <summary>
    /// Takes over a case that the caller has locked in this transaction, from its columns of <see cref="CasesTable.Columns"/>.
    /// </summary>
    public async ValueTask Take(NpgsqlDataReader row, int column, CancellationToken cancellation)
    {
        if (Find(row.GetInt32(column), row.GetInt64(column + 1)) is null) await Take(Read(new RowCursor(row, column)), cancellation);
    }

    /// <param name="begin">Begins a transaction; false when the caller has begun it to claim the source of the commands.</param>
    /// <param name="now">The moment as of which deputies are read.</param>
    public async Task Read(IReadOnlyCollection<CaseCommand> commands, bool begin, Instant now, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        if (begin)
        {
            batch.Add("begin");
            batch.Add(SopDatabase.BindBatch).With(SopDatabase.Units(commands.Select(command => command.Unit).Distinct()));
        }

        var wanted = commands.OfType<AdvanceCase>().SelectMany(Concerned).Distinct().ToList();
        var starts = commands.OfType<StartCase>().ToList();
        var keys = commands.Where(command => command.RequestKey is not null)
            .Select(command => (command.Unit, Key: command.RequestKey!)).Distinct().ToList();
        if (wanted.Count > 0)
        {
            batch.Add(CasesTable.Lock).With(NpgsqlDbType.Integer, wanted.Select(row => row.Unit))
                .With(NpgsqlDbType.Bigint, wanted.Select(row => row.Case)).With(NpgsqlDbType.Bigint, wanted.Select(row => row.Person))
                .With(now.ToSql());
        }

        if (starts.Count > 0)
        {
            batch.Add(CalendarLocks.Hold).With(NpgsqlDbType.Integer, starts.Select(start => start.Unit));
            batch.Add(CasesTable.PrepareStarts).With(NpgsqlDbType.Integer, starts.Select(start => start.Unit))
                .With(NpgsqlDbType.Bigint, starts.Select(start => start.Actor))
                .With(NpgsqlDbType.Bigint, starts.Select(start => start.Customer)).With(now.ToSql());
        }

        if (keys.Count > 0)
        {
            batch.Add(HistoryTable.ReadKeys).With(NpgsqlDbType.Integer, keys.Select(row => row.Unit))
                .With(NpgsqlDbType.Text, keys.Select(row => row.Key));
        }

        var stored = new List<StoredCase>();
        await using (var reader = await batch.ExecutePrepared(cancellation))
        {
            if (begin) await reader.ReadResult("set_config", _ => { }, cancellation);
            if (wanted.Count > 0) await reader.ReadResult("unit_id", row => stored.Add(ReadWithActor(row)), cancellation);
            if (starts.Count > 0)
            {
                await reader.ReadResult("pg_advisory_xact_lock_shared", _ => { }, cancellation);
                await reader.ReadResult("id", ReadStart, cancellation);
            }

            if (keys.Count > 0) await reader.ReadResult("key_unit", ReadAnswer, cancellation);
        }

        foreach (var found in stored) await Take(found, cancellation);
    }

    /// <summary>Reads a person with their lanes and roles at a moment; null when the unit has no such person.</summary>
    public async Task<Actor?> ReadActor(int unit, long person, Instant now, CancellationToken cancellation)
    {
        await using var read = connection.Command(ActorsTable.ReadOne, unit, person, now.ToSql());
        await using var reader = await read.ExecuteReaderAsync(cancellation);
        if (await reader.ReadAsync(cancellation)) Keep(unit, ActorsTable.Read(new RowCursor(reader)));
        return FindActor(unit, person);
    }

    /// <summary>The new case of a command; <see cref="Add"/> adds it to the loaded cases once it is decided.</summary>
    public async ValueTask<LockedCase> Open(StartCase start, Instant now, CancellationToken cancellation)
    {
        var flow = await flows.Get(start.Definition, cancellation);
        return new LockedCase
        {
            Definition = start.Definition,
            Id = _newIds.Dequeue(),
            Title = start.Title ?? flow.Definition.Name,
            Flow = flow,
            State = CaseState.New,
            Seq = 0,
            Hash = CaseHash.Start,
            Customer = CustomerOf(start),
            Parent = start.Parent,
            StartedBy = start.Actor,
            StartedAt = now,
            IsNew = true,
        };
    }

    /// <summary>
    /// The customer of a new case: the kept one, if the wanted customer was merged into another meanwhile. A merge waits for openings that
    /// began before it, and openings that begin later see the merge.
    /// </summary>
    private long? CustomerOf(StartCase start) =>
        start.Customer is { } wanted && _mergedCustomers.TryGetValue((start.Unit, wanted), out var other) ? other : start.Customer;

    /// <summary>The people of a command: the actor, and the people who are to receive a task.</summary>
    private static IEnumerable<(int Unit, long Case, long? Person)> Concerned(AdvanceCase command)
    {
        yield return (command.Unit, command.Case, command.Actor);
        foreach (var taker in CommandRights.Takers(command.Happened)) yield return (command.Unit, command.Case, taker);
    }

    /// <summary>Skips a known case: a case with commands of two people is read twice.</summary>
    private async ValueTask Take(StoredCase found, CancellationToken cancellation)
    {
        if (Find(found.Definition.Unit, found.Id) is null) Add(found.With(await flows.Get(found.Definition, cancellation)));
    }

    private StoredCase ReadWithActor(NpgsqlDataReader row)
    {
        var cursor = new RowCursor(row);
        var found = Read(cursor);
        Keep(found.Definition.Unit, ActorsTable.Read(cursor));
        return found;
    }

    private StoredCase Read(RowCursor row)
    {
        var found = StoredCase.Read(row);
        _calendarVersions[found.Definition.Unit] = found.CalendarVersion;
        return found;
    }

    private void ReadStart(NpgsqlDataReader row)
    {
        var cursor = new RowCursor(row);
        var unit = cursor.Next<int>();
        _newIds.Enqueue(cursor.Next<long>());
        _calendarVersions[unit] = cursor.Next<int>();
        var (merged, into) = (cursor.NextOrNull<long>(), cursor.NextOrNull<long>());
        if (merged is { } customer) _mergedCustomers[(unit, customer)] = into!.Value;
        Keep(unit, ActorsTable.Read(cursor));
    }

    private void ReadAnswer(NpgsqlDataReader row)
    {
        var (unit, key, answer) = HistoryTable.ReadAnswer(new RowCursor(row));
        Keep(unit, key, answer);
    }

    private void Keep(int unit, Actor? actor)
    {
        if (actor is not null) _actors[(unit, actor.Id)] = actor;
    }
}

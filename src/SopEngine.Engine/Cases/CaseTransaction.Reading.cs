using NodaTime;
using Npgsql;
using NpgsqlTypes;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>What the transaction locks and reads.</summary>
internal sealed partial class CaseTransaction
{
    /// <summary>Takes over a case that the caller has locked in this transaction, from its columns of <see cref="CaseSql.CaseColumns"/>.</summary>
    public async ValueTask Take(NpgsqlDataReader row, int column, CancellationToken cancellation)
    {
        if (_cases.ContainsKey((row.GetInt32(column), row.GetInt64(column + 1)))) return;
        var found = ReadCase(row, column);
        _cases.Add((found.Definition.Unit, found.Id), found.With(await flows.Get(found.Definition, cancellation)));
    }

    /// <summary>The first round trip. Begins a transaction, unless the caller has begun it to claim what the commands come from.</summary>
    public async Task Read(IReadOnlyCollection<CaseCommand> commands, bool begin, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        var units = commands.Select(command => command.Unit).Distinct().ToArray();
        if (begin)
        {
            batch.Add("begin");
            batch.Add(SopDatabase.BindBatch).With(SopDatabase.Units(units));
        }

        var wanted = commands.OfType<AdvanceCase>().SelectMany(WhoIsConcerned).Distinct().ToList();
        var starts = commands.OfType<StartCase>().ToList();
        var keys = commands.Where(command => command.RequestKey is not null).Select(command => (command.Unit, Key: command.RequestKey!)).Distinct().ToList();
        if (wanted.Count > 0)
        {
            batch.Add(CaseSql.LockCases).With(NpgsqlDbType.Integer, wanted.Select(row => row.Unit))
                .With(NpgsqlDbType.Bigint, wanted.Select(row => row.Case)).With(NpgsqlDbType.Bigint, wanted.Select(row => row.Person)).With(now.ToSql());
        }

        if (starts.Count > 0)
        {
            batch.Add(CaseSql.HoldCalendars).With(NpgsqlDbType.Integer, starts.Select(start => start.Unit));
            batch.Add(CaseSql.PrepareStarts).With(NpgsqlDbType.Integer, starts.Select(start => start.Unit)).With(NpgsqlDbType.Bigint, starts.Select(start => start.Actor)).With(now.ToSql());
        }

        if (keys.Count > 0)
            batch.Add(CaseSql.ReadKeys).With(NpgsqlDbType.Integer, keys.Select(row => row.Unit)).With(NpgsqlDbType.Text, keys.Select(row => row.Key));

        var stored = new List<StoredCase>();
        await using (var reader = await batch.ExecutePrepared(cancellation))
        {
            if (begin) await reader.ReadResult("set_config", _ => { }, cancellation);
            if (wanted.Count > 0) await reader.ReadResult("unit_id", row => stored.Add(ReadCaseAndActor(row)), cancellation);
            if (starts.Count > 0)
            {
                await reader.ReadResult("pg_advisory_xact_lock_shared", _ => { }, cancellation);
                await reader.ReadResult("id", ReadStart, cancellation);
            }

            if (keys.Count > 0) await reader.ReadResult("key_unit", ReadAnswer, cancellation);
        }

        // A case that two people want something of stands there twice.
        foreach (var found in stored) _cases.TryAdd((found.Definition.Unit, found.Id), found.With(await flows.Get(found.Definition, cancellation)));
    }

    /// <summary>Who asks, and to whom a task is to be given.</summary>
    private static IEnumerable<(int Unit, long Case, long? Person)> WhoIsConcerned(AdvanceCase command)
    {
        yield return (command.Unit, command.Case, command.Actor);
        if (command.Happened is TaskHandedOver { To: var to }) yield return (command.Unit, command.Case, to);
    }

    private StoredCase ReadCaseAndActor(NpgsqlDataReader row)
    {
        ReadActor(row, row.GetInt32(0), CaseSql.CaseColumnCount);
        return ReadCase(row, 0);
    }

    private StoredCase ReadCase(NpgsqlDataReader row, int at)
    {
        var unit = row.GetInt32(at);
        _calendarVersions[unit] = row.GetInt32(at + 11);
        return new StoredCase(
            new DefinitionVersion(unit, row.GetString(at + 2), row.GetInt32(at + 3)),
            row.GetInt64(at + 1),
            CaseStateJson.Read(row.GetFieldValue<ReadOnlyMemory<byte>>(at + 4).Span),
            row.GetInt32(at + 5),
            row.GetFieldValue<byte[]>(at + 6),
            row.GetString(at + 7),
            row.IsDBNull(at + 8) ? null : row.GetInt64(at + 8),
            row.IsDBNull(at + 9) ? null : new ParentWait(row.GetInt64(at + 9), row.GetInt32(at + 10)),
            row.GetDateTime(at + 12).ToInstant(),
            Stops(row.GetFieldValue<DateTime[]>(at + 13)),
            row.GetFieldValue<NpgsqlTid>(at + 14));
    }

    private void ReadStart(NpgsqlDataReader row)
    {
        var unit = row.GetInt32(0);
        _newIds.Enqueue(row.GetInt64(1));
        _calendarVersions[unit] = row.GetInt32(2);
        ReadActor(row, unit, 3);
    }

    private void ReadActor(NpgsqlDataReader row, int unit, int column)
    {
        if (row.IsDBNull(column)) return;
        var id = row.GetInt64(column);
        _actors[(unit, id)] = new Actor(
            id, row.GetString(column + 1) == "customer", BookOfRights.Read(row.GetFieldValue<string[]>(column + 2)),
            row.GetFieldValue<string[]>(column + 3),
            row.IsDBNull(column + 4) ? [] : ActingLane.Rows(row.GetFieldValue<long[]>(column + 4), row.GetFieldValue<string[]>(column + 5), row.GetFieldValue<string[]>(column + 6)));
    }

    private void ReadAnswer(NpgsqlDataReader row) => _answers[(row.GetInt32(0), row.GetString(1))] = new KeptAnswer(
        new CaseResult.Done(row.GetInt64(2), row.GetInt32(3), row.GetDateTime(4).ToInstant()), row.GetString(5),
        row.IsDBNull(6) ? null : new StartedCase(row.GetString(6), row.IsDBNull(7) ? null : row.GetInt64(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9)));

    private readonly record struct StoredCase(
        DefinitionVersion Definition, long Id, CaseState State, int Seq, byte[] Hash, string Title, long? Customer, ParentWait? Parent,
        Instant StartedAt, IReadOnlyList<Interval> Stops, NpgsqlTid Place)
    {
        public LockedCase With(Flow flow) => new()
        {
            Definition = Definition,
            Id = Id,
            Place = Place,
            Title = Title,
            Flow = flow,
            State = State,
            Seq = Seq,
            Hash = Hash,
            Customer = Customer,
            Parent = Parent,
            StartedAt = StartedAt,
            Stops = Stops,
        };
    }

    /// <summary>SOP, title and customer that a case was started with.</summary>
    /// <param name="Name">The definition's, which is the title of a case that was given none.</param>
    /// <param name="Title">Null when the case has named itself since, so that what it was called first is not known.</param>
    private sealed record StartedCase(string DefinitionId, long? Customer, string Name, string? Title)
    {
        public bool Is(StartCase start) => start.Definition.DefinitionId == DefinitionId && start.Customer == Customer && (Title is null || Title == (start.Title ?? Name));
    }

    /// <summary>The answer that a key got before, and the event it was for.</summary>
    /// <param name="Started">Of an event that started a case.</param>
    private readonly record struct KeptAnswer(CaseResult.Done Done, string EventJson, StartedCase? Started)
    {
        public CaseResult To(CaseCommand command, string eventJson)
        {
            // A deputy's request that is sent again is the same, also when he is none any more.
            var isSame = EventJson == eventJson || CaseEventJson.Write(CaseEventJson.AsAsked(CaseEventJson.Read(EventJson))) == eventJson;
            var isOfSame = command is StartCase start ? Started?.Is(start) == true : command is AdvanceCase advance && advance.Case == Done.Case;
            return isSame && isOfSame ? Done : new CaseResult.KeyReused();
        }
    }
}

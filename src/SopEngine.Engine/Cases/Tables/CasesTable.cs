using NodaTime;
using Npgsql;
using NpgsqlTypes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>The table <c>cases</c>: how a transaction locks, reads and writes a case.</summary>
internal static class CasesTable
{
    /// <summary>The columns that a transaction needs of a case <c>c</c> and its unit <c>u</c>; see <see cref="StoredCase.Read"/>.</summary>
    public const string Columns =
        """
        c.unit_id, c.id, c.definition_id, c.version, c.state, c.seq, c.hash, c.title, c.customer_id, c.parent_case, c.parent_wait,
        c.register_year, c.register_seq, u.calendar_version, c.started_at, c.standard_stops, c.ctid as case_place
        """;

    /// <summary>
    /// Locks the cases, in ascending order so that two transactions never wait for each other, and reads with each the person of the
    /// command and the version of its unit's calendar.
    /// </summary>
    public const string Lock =
        $"""
        select {Columns}, {ActorsTable.Columns}
        from unnest($1::int[], $2::bigint[], $3::bigint[]) as wanted (unit_id, id, actor_id)
        join cases c using (unit_id, id)
        join units u on u.id = c.unit_id
        left join people p on p.unit_id = c.unit_id and p.id = wanted.actor_id
        left join lateral ({ActorsTable.Acting}$4)) acting on true
        order by c.unit_id, c.id
        for update of c
        """;

    /// <summary>
    /// Reads for new cases the version of the unit's calendar, the case's id, the customer with whom the wanted one was merged meanwhile,
    /// and the person who opens it.
    /// </summary>
    public const string PrepareStarts =
        $"""
        select u.id, nextval('case_id'), u.calendar_version, merged.id, merged.merged_into, {ActorsTable.Columns}
        from unnest($1::int[], $2::bigint[], $3::bigint[]) as wanted (unit_id, actor_id, customer_id)
        join units u on u.id = wanted.unit_id
        left join people p on p.unit_id = u.id and p.id = wanted.actor_id
        left join people merged on merged.unit_id = u.id and merged.id = wanted.customer_id and merged.merged_into is not null
        left join lateral ({ActorsTable.Acting}$4)) acting on true
        """;

    private static readonly RowStatement<LockedCase> Insert = new RowColumns<LockedCase>()
        .Add("unit_id", row => row.Definition.Unit)
        .Add("id", row => row.Id)
        .Add("definition_id", row => row.Definition.DefinitionId)
        .Add("version", row => row.Definition.Version)
        .Add("customer_id", row => row.Customer)
        .Add("parent_case", row => row.Parent?.Case)
        .Add("parent_wait", row => row.Parent?.Wait)
        .Add("started_at", row => row.StartedAt.ToSql())
        .Add("started_by", row => row.StartedBy)
        .Add("register_year", row => row.Register?.Year)
        .Add("register_seq", row => row.Register?.Seq)
        .Add("register_number", row => row.Register?.Number)
        .AddProgress()
        .Insert("cases");

    /// <summary>
    /// Finds the rows by their physical place: a locked row does not move, and a second search by key costs a quarter of the update. So
    /// no other statement of the transaction may change cases before this one; <c>expect_cases</c> ends a transaction in which one did.
    /// </summary>
    private static readonly RowStatement<LockedCase> Update = new RowColumns<LockedCase>()
        .Add("place", row => row.Place.ToString(), "tid")
        .AddProgress()
        .Statement(columns =>
            $"""
            with written as (
              update cases c
              set title = new.title, status = new.status, state = new.state, seq = new.seq, hash = new.hash,
                correlation_id = new.correlation_id, updated_at = new.updated_at,
                ended_at = case when new.status <> 'running' then coalesce(c.ended_at, new.ended_at) end
              from (select {columns.List}) new
              where c.ctid = new.place
              returning 1)
            select expect_cases(count(*), cardinality($1)) from written
            """);

    private static readonly RowStatement<LockedCase> Move = new RowColumns<LockedCase>()
        .Add("unit_id", row => row.Definition.Unit)
        .Add("id", row => row.Id)
        .Add("version", row => row.Definition.Version)
        .Statement(columns =>
            $"update cases c set version = new.version from {columns.Rows} where c.unit_id = new.unit_id and c.id = new.id");

    /// <summary>Updates the clocks of whole cases, apart because few steps change them.</summary>
    private static readonly RowStatement<LockedCase> SetClocks = new RowColumns<LockedCase>()
        .Add("unit_id", row => row.Definition.Unit)
        .Add("id", row => row.Id)
        .Add("paused_at", row => row.Clock!.Value.PausedAt)
        .Add("due_at", row => row.Clock!.Value.DueAt)
        .Add("stops", row => row.Clock!.Value.Stops)
        .Add("alarm_at", row => row.Clock!.Value.AlarmAt)
        .Statement(columns =>
            $"""
            update cases c
            set paused_at = new.paused_at, standard_due_at = new.due_at, standard_stops = new.stops::timestamptz[],
              standard_alarm_at = new.alarm_at
            from {columns.Rows}
            where c.unit_id = new.unit_id and c.id = new.id
            """);

    /// <summary>Comes first among a transaction's writes: nothing may change a case before <see cref="Update"/>.</summary>
    public static void Write(NpgsqlBatch batch, IReadOnlyCollection<LockedCase> cases)
    {
        Insert.AddTo(batch, [.. cases.Where(changed => changed is { IsNew: true, IsChanged: true })]);
        Update.AddTo(batch, [.. cases.Where(changed => changed is { IsNew: false, IsChanged: true })]);
        Move.AddTo(batch, [.. cases.Where(changed => changed.IsMoved)]);
        SetClocks.AddTo(batch, [.. cases.Where(changed => changed.Clock is not null)]);
    }

    /// <summary>The columns that every event of a case writes.</summary>
    private static RowColumns<LockedCase> AddProgress(this RowColumns<LockedCase> columns) => columns
        .Add("title", row => row.Title)
        .Add("status", row => row.StatusText)
        .Add("state", row => row.StateText)
        .Add("seq", row => row.Seq)
        .Add("hash", row => row.Hash)
        .Add("correlation_id", row => row.State.CorrelationId)
        .Add("updated_at", row => row.UpdatedAt)
        .Add("ended_at", row => row.EndedAt);
}

/// <summary>A case as read from its row, without its flow.</summary>
internal readonly record struct StoredCase(
    DefinitionVersion Definition, long Id, CaseState State, int Seq, byte[] Hash, string Title, long? Customer, ParentWait? Parent,
    (int Year, int Seq)? InRegister, int CalendarVersion, Instant StartedAt, IReadOnlyList<Interval> Stops, NpgsqlTid Place)
{
    /// <summary>Reads <see cref="CasesTable.Columns"/>.</summary>
    public static StoredCase Read(RowCursor row)
    {
        var (unit, id) = (row.Next<int>(), row.Next<long>());
        return new StoredCase(
            new DefinitionVersion(unit, row.Next<string>(), row.Next<int>()),
            id,
            CaseStateJson.Read(row.Next<ReadOnlyMemory<byte>>().Span),
            row.Next<int>(),
            row.Next<byte[]>(),
            row.Next<string>(),
            row.NextOrNull<long>(),
            ReadParent(row),
            ReadRegister(row),
            row.Next<int>(),
            row.Next<DateTime>().ToInstant(),
            StandardStops.Read(row.Next<DateTime[]>()),
            row.Next<NpgsqlTid>());
    }

    public LockedCase With(Flow flow) => new()
    {
        Definition = Definition,
        Id = Id,
        Place = Place,
        Title = Title,
        Flow = flow,
        State = State,
        WasRunning = State.Status == CaseStatus.Running,
        Seq = Seq,
        Hash = Hash,
        Customer = Customer,
        Parent = Parent,
        InRegister = InRegister,
        StartedAt = StartedAt,
        Stops = Stops,
    };

    private static (int Year, int Seq)? ReadRegister(RowCursor row) =>
        (row.NextOrNull<int>(), row.NextOrNull<int>()) is ({ } year, { } seq) ? (year, seq) : null;

    private static ParentWait? ReadParent(RowCursor row) =>
        (row.NextOrNull<long>(), row.NextOrNull<int>()) is ({ } parent, { } wait) ? new ParentWait(parent, wait) : null;
}

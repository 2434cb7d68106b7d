namespace SopEngine.Engine.Cases;

/// <summary>
/// The statements of a case's transaction. Each takes arrays, one element a row, because one transaction carries the commands of several
/// cases: the cost of a transaction and its round trips is then shared. What every step writes is unnested in a select list, which does not first
/// store each column as unnest in from does.
/// </summary>
internal static class CaseSql
{
    /// <summary>What a transaction has to know of a case <c>c</c> and its unit <c>u</c>.</summary>
    public const string CaseColumns =
        """
        c.unit_id, c.id, c.definition_id, c.version, c.state, c.seq, c.hash, c.title, c.customer_id, c.parent_case, c.parent_wait, u.calendar_version,
        c.started_at, c.standard_stops, c.ctid as case_place
        """;

    /// <summary>The same of a claim <c>due</c> that has read them.</summary>
    public const string ClaimedCaseColumns =
        """
        due.unit_id, due.id, due.definition_id, due.version, due.state, due.seq, due.hash, due.title, due.customer_id, due.parent_case, due.parent_wait,
        due.calendar_version, due.started_at, due.standard_stops, due.case_place
        """;

    /// <summary>How many those are.</summary>
    public const int CaseColumnCount = 15;

    /// <summary>Who the person <c>p</c> is in the unit at the moment <c>$n</c>, for others too.</summary>
    private const string ActorColumns =
        """
        p.id, p.kind, p.roles, array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id),
          acting.persons, acting.kinds, acting.lanes
        """;

    private const string Acting =
        "select array_agg(person_id) as persons, array_agg(kind) as kinds, array_agg(lane) as lanes from acting_lanes(p.unit_id, p.id, ";

    /// <summary>
    /// Locks the cases, in ascending order so that two transactions never wait for each other, and reads with each who wants something of
    /// it and the version of its unit's calendar.
    /// </summary>
    public const string LockCases =
        $"""
        select {CaseColumns}, {ActorColumns}
        from unnest($1::int[], $2::bigint[], $3::bigint[]) as wanted (unit_id, id, actor_id)
        join cases c using (unit_id, id)
        join units u on u.id = c.unit_id
        left join people p on p.unit_id = c.unit_id and p.id = wanted.actor_id
        left join lateral ({Acting}$4)) acting on true
        order by c.unit_id, c.id
        for update of c
        """;

    /// <summary>
    /// Lets a recount wait for the cases that are being opened on the calendar before; see <see cref="PassOpenings"/>. Shared: openings do not
    /// wait for one another.
    /// </summary>
    public const string HoldCalendars = "select pg_advisory_xact_lock_shared(1397706611, unit_id) from (select distinct unnest($1::int[]) as unit_id order by 1) u";

    /// <summary>Waits until every case that began to be opened before is there to be seen.</summary>
    public const string PassOpenings = "select pg_advisory_xact_lock(1397706611, $1)";

    /// <summary>The same for cases that are yet to be: who opens one, the calendar's version, and the new case's id.</summary>
    public const string PrepareStarts =
        $"""
        select u.id, nextval('case_id'), u.calendar_version, {ActorColumns}
        from unnest($1::int[], $2::bigint[]) as wanted (unit_id, actor_id)
        join units u on u.id = wanted.unit_id
        left join people p on p.unit_id = u.id and p.id = wanted.actor_id
        left join lateral ({Acting}$3)) acting on true
        """;

    /// <summary>Read behind the locks, so that what an earlier holder of a lock committed is seen.</summary>
    public const string ReadKeys =
        """
        select h.unit_id as key_unit, h.request_key, h.case_id, h.seq, h.at, h.event::text,
          c.definition_id, c.customer_id, d.name, case when readable(c.state) ->> 'name' is null then c.title end
        from unnest($1::int[], $2::text[]) as wanted (unit_id, request_key)
        join history h using (unit_id, request_key)
        left join cases c on c.unit_id = h.unit_id and c.id = h.case_id and h.seq = 1
        left join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        """;

    public const string ReadClosedTask =
        "select lane, closed_by, closed_at from tasks where unit_id = $1 and case_id = $2 and no = $3";

    /// <summary>Who did steps of the case, the last first.</summary>
    public const string ReadDone =
        "select version, activity, closed_by from tasks where unit_id = $1 and case_id = $2 and closed_by is not null and outcome is not null order by no desc";

    public const string ReadHistory = "select at, event::text from history where unit_id = $1 and case_id = $2 order by seq";

    /// <summary>Who a person is in the unit now.</summary>
    public const string ReadPerson =
        $"select {ActorColumns} from people p left join lateral ({Acting}$3)) acting on true where p.unit_id = $1 and p.id = $2";

    public const string ReadOpenedAt = "select no, opened_at from tasks where unit_id = $1 and case_id = $2 and closed_at is null";

    public const string InsertCases =
        """
        insert into cases (unit_id, id, definition_id, version, title, status, state, seq, hash, correlation_id, customer_id, parent_case,
          parent_wait, started_at, started_by, updated_at, ended_at)
        select unit_id, id, definition_id, version, title, status, state, seq, hash, correlation_id, customer_id, parent_case,
          parent_wait, started_at, started_by, updated_at, ended_at
        from unnest($1::int[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[], $7::json[], $8::int[], $9::bytea[], $10::text[],
          $11::bigint[], $12::bigint[], $13::int[], $14::timestamptz[], $15::bigint[], $16::timestamptz[], $17::timestamptz[])
          as new (unit_id, id, definition_id, version, title, status, state, seq, hash, correlation_id, customer_id, parent_case, parent_wait,
            started_at, started_by, updated_at, ended_at)
        """;

    /// <summary>
    /// Finds the rows where they were when they were locked: a locked row does not move, and looking for it a second time by its key costs a quarter of
    /// the update. So no other statement of the transaction may change cases before this one; where one did, this fails and the transaction with it.
    /// </summary>
    public const string UpdateCases =
        """
        with written as (
          update cases c
          set title = new.title, status = new.status, state = new.state, seq = new.seq, hash = new.hash,
            correlation_id = new.correlation_id, updated_at = new.updated_at,
            ended_at = case when new.status <> 'running' then coalesce(c.ended_at, new.ended_at) end
          from (
            select unnest($1::tid[]) as place, unnest($2::text[]) as title, unnest($3::text[]) as status, unnest($4::json[]) as state, unnest($5::int[]) as seq,
              unnest($6::bytea[]) as hash, unnest($7::text[]) as correlation_id, unnest($8::timestamptz[]) as updated_at, unnest($9::timestamptz[]) as ended_at
          ) new
          where c.ctid = new.place
          returning 1)
        select expect_cases(count(*), cardinality($1)) from written
        """;

    /// <summary>
    /// What cases are called now, and what was written into their forms, can be searched for. Words of their former names find nothing, since what is found
    /// is looked at; words that were written do, whatever the case is called.
    /// </summary>
    public const string NoteWords =
        """
        insert into case_words (unit_id, word, case_id, written)
        select unit_id, word, id, bool_or(written)
        from unnest($1::int[], $2::bigint[], $3::text[], $4::boolean[]) as told (unit_id, id, text, written) cross join lateral search_words(text) as word
        group by unit_id, word, id
        on conflict (unit_id, word, case_id) do update set written = true where excluded.written and not case_words.written
        """;

    public const string MoveCases =
        """
        update cases c set version = new.version
        from unnest($1::int[], $2::bigint[], $3::int[]) as new (unit_id, id, version)
        where c.unit_id = new.unit_id and c.id = new.id
        """;

    /// <summary>The clocks of whole cases, apart because few steps change them.</summary>
    public const string SetCaseClocks =
        """
        update cases c
        set paused_at = new.paused_at, standard_due_at = new.due_at, standard_stops = new.stops::timestamptz[], standard_alarm_at = new.alarm_at
        from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::timestamptz[])
          as new (unit_id, id, paused_at, due_at, stops, alarm_at)
        where c.unit_id = new.unit_id and c.id = new.id
        """;

    public const string AttachDocuments =
        """
        update documents d set attached_at = new.at, for_customer = d.for_customer or new.for_customer
        from unnest($1::int[], $2::bigint[], $3::bigint[], $4::boolean[], $5::timestamptz[]) as new (unit_id, case_id, id, for_customer, at)
        where d.unit_id = new.unit_id and d.case_id = new.case_id and d.id = new.id and d.attached_at is null
        """;

    public const string InsertHistory =
        """
        insert into history (unit_id, case_id, seq, at, actor_id, event, request_key, hash)
        select unnest($1::int[]), unnest($2::bigint[]), unnest($3::int[]), unnest($4::timestamptz[]), unnest($5::bigint[]), unnest($6::text[])::json, unnest($7::text[]),
          unnest($8::bytea[])
        """;

    public const string InsertTasks =
        """
        insert into tasks (unit_id, case_id, no, definition_id, version, activity, lane, title, opened_at, opened_seq, time_limit,
          calendar_version, due_at, alarms)
        select unit_id, case_id, no, definition_id, version, activity, lane, title, opened_at, opened_seq, time_limit, calendar_version, due_at,
          case when reached is null or exists (select from lane_holders h where h.unit_id = new.unit_id and h.lane = new.lane) then alarms::timestamptz[]
            else vacant_alarms(unit_id, opened_at, alarms::timestamptz[], reached::json) end
        from unnest($1::int[], $2::bigint[], $3::int[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[], $9::timestamptz[],
          $10::int[], $11::text[], $12::int[], $13::timestamptz[], $14::text[], $15::text[])
          as new (unit_id, case_id, no, definition_id, version, activity, lane, title, opened_at, opened_seq, time_limit, calendar_version,
            due_at, alarms, reached)
        """;

    public const string UpdateTasks =
        """
        update tasks t
        set holder_id = new.holder_id, closed_at = new.closed_at, closed_seq = new.closed_seq, closed_by = new.closed_by, outcome = new.outcome,
          closing = case when new.closed_seq is not null then nextval('task_closing') end
        from unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[], $5::timestamptz[], $6::int[], $7::bigint[], $8::text[])
          as new (unit_id, case_id, no, holder_id, closed_at, closed_seq, closed_by, outcome)
        where t.unit_id = new.unit_id and t.case_id = new.case_id and t.no = new.no
        """;

    /// <summary>Opens tasks again as they were, and keeps how they had been closed, for those who count; see <see cref="Rollups.RollupJob"/>.</summary>
    public const string ReopenTasks =
        """
        with back as (select * from unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[], $5::int[]) as b (unit_id, case_id, no, holder_id, seq)),
        kept as (
          insert into undone_closings (unit_id, closing, undone, case_id, no, definition_id, version, activity, lane, opened_at, opened_seq, due_at,
            closed_at, closed_seq, level, closed_by, outcome, undone_seq)
          select unit_id, t.closing, nextval('task_closing'), case_id, no, t.definition_id, t.version, t.activity, t.lane, t.opened_at, t.opened_seq, t.due_at,
            t.closed_at, t.closed_seq, t.level, t.closed_by, t.outcome, back.seq
          from tasks t join back using (unit_id, case_id, no) where t.closing is not null)
        update tasks t
        set holder_id = back.holder_id, closed_at = null, closed_seq = null, closed_by = null, outcome = null, closing = null
        from back where t.unit_id = back.unit_id and t.case_id = back.case_id and t.no = back.no
        """;

    public const string ReopenEscalations =
        """
        update escalations e set is_open = true
        from unnest($1::int[], $2::bigint[], $3::int[]) as back (unit_id, case_id, no) join tasks t using (unit_id, case_id, no)
        where e.unit_id = back.unit_id and e.case_id = back.case_id and e.no = back.no and e.level <= t.level
        """;

    /// <summary>A task that nobody holds rises at once in a lane with nobody in it, as one that is opened there.</summary>
    public const string MoveTasks =
        """
        update tasks t
        set version = new.version, activity = new.activity, lane = new.lane, time_limit = new.time_limit,
          calendar_version = new.calendar_version, due_at = new.due_at,
          alarms = case when new.reached is null or t.holder_id is not null or t.is_reassigned
              or exists (select from lane_holders h where h.unit_id = new.unit_id and h.lane = new.lane) then new.alarms::timestamptz[]
            else vacant_alarms(new.unit_id, t.opened_at, new.alarms::timestamptz[], new.reached::json) end
        from unnest($1::int[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::text[], $7::text[], $8::int[], $9::timestamptz[], $10::text[], $11::text[])
          as new (unit_id, case_id, no, version, activity, lane, time_limit, calendar_version, due_at, alarms, reached)
        where t.unit_id = new.unit_id and t.case_id = new.case_id and t.no = new.no
        """;

    /// <summary>A task whose ladder begins anew goes back to its lane, and rises at once when nobody holds that, as one that is opened there.</summary>
    public const string RecountTasks =
        """
        update tasks t
        set time_limit = new.time_limit, calendar_version = new.calendar_version, due_at = new.due_at,
          alarms = case when new.reached is null or t.holder_id is not null
              or exists (select from lane_holders h where h.unit_id = new.unit_id and h.lane = t.lane) then new.alarms::timestamptz[]
            else vacant_alarms(new.unit_id, t.opened_at, new.alarms::timestamptz[], new.reached::json) end,
          level = case when new.is_anew then 0 else t.level end, is_reassigned = t.is_reassigned and not new.is_anew
        from unnest($1::int[], $2::bigint[], $3::int[], $4::text[], $5::int[], $6::timestamptz[], $7::text[], $8::boolean[], $9::text[])
          as new (unit_id, case_id, no, time_limit, calendar_version, due_at, alarms, is_anew, reached)
        where t.unit_id = new.unit_id and t.case_id = new.case_id and t.no = new.no
        """;

    public const string RaiseTasks =
        """
        update tasks t set level = new.level, is_reassigned = t.is_reassigned or new.is_reassigned
        from unnest($1::int[], $2::bigint[], $3::int[], $4::smallint[], $5::boolean[]) as new (unit_id, case_id, no, level, is_reassigned)
        where t.unit_id = new.unit_id and t.case_id = new.case_id and t.no = new.no
        """;

    public const string InsertEscalations =
        """
        insert into escalations (unit_id, case_id, no, level, target, percent, mode, at)
        select unnest($1::int[]), unnest($2::bigint[]), unnest($3::int[]), unnest($4::smallint[]), unnest($5::text[]), unnest($6::int[]), unnest($7::text[]),
          unnest($8::timestamptz[])
        """;

    /// <summary>Of tasks whose ladder begins anew. That they had climbed it is in their cases' histories.</summary>
    public const string DeleteEscalations =
        """
        delete from escalations e
        using unnest($1::int[], $2::bigint[], $3::int[]) as anew (unit_id, case_id, no)
        where e.unit_id = anew.unit_id and e.case_id = anew.case_id and e.no = anew.no
        """;

    public const string CloseEscalations =
        """
        update escalations e set is_open = false
        from unnest($1::int[], $2::bigint[], $3::int[]) as closed (unit_id, case_id, no)
        where e.unit_id = closed.unit_id and e.case_id = closed.case_id and e.no = closed.no and e.is_open
        """;

    public const string InsertWaits =
        """
        insert into waits (unit_id, case_id, no, due_at, event_name)
        select * from unnest($1::int[], $2::bigint[], $3::int[], $4::timestamptz[], $5::text[])
        """;

    public const string DeleteWaits =
        """
        delete from waits w
        using unnest($1::int[], $2::bigint[], $3::int[]) as gone (unit_id, case_id, no)
        where w.unit_id = gone.unit_id and w.case_id = gone.case_id and w.no = gone.no
        """;

    /// <summary>Whether a person was asked this at the task and has not answered.</summary>
    public const string ReadQuestion =
        "select exists (select from questions where unit_id = $1 and case_id = $2 and seq = $3 and person_id = $4 and task_no = $5 and answered_at is null)";

    public const string InsertQuestions =
        """
        insert into questions (unit_id, case_id, seq, person_id, task_no, asked_by, asked_at, text, answer_by)
        select * from unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[], $5::int[], $6::bigint[], $7::timestamptz[], $8::text[], $9::timestamptz[])
        """;

    public const string AnswerQuestions =
        """
        update questions q set answered_at = answer.at
        from unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[], $5::timestamptz[]) as answer (unit_id, case_id, seq, person_id, at)
        where q.unit_id = answer.unit_id and q.case_id = answer.case_id and q.seq = answer.seq and q.person_id = answer.person_id
        """;

    public const string InsertOutbox =
        """
        insert into outbox (unit_id, case_id, kind, message, created_at, next_at)
        select unit_id, case_id, kind, message::json, created_at, created_at
        from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[]) as new (unit_id, case_id, kind, message, created_at)
        """;
}

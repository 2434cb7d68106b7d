-- Who is away, and who does their work meanwhile. What is over stays, as the record of who stood in for whom.
create table substitutions (
  unit_id int not null references units,
  id bigint generated always as identity,
  person_id bigint not null,
  deputy_id bigint not null,
  kind text not null check (kind in ('plh', 'plt')),
  -- Null for everything that the person does.
  lanes text[] check (cardinality(lanes) > 0),
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null check (reason <> ''),
  made_by bigint not null,
  made_at timestamptz not null,
  -- Called off, or ended before its time: until_at is then that moment.
  ended_by bigint,
  primary key (unit_id, id),
  foreign key (unit_id, person_id) references people,
  foreign key (unit_id, deputy_id) references people,
  foreign key (unit_id, made_by) references people,
  foreign key (unit_id, ended_by) references people,
  check (person_id <> deputy_id),
  check (from_at <= until_at)
);

create index substitutions_in_time on substitutions (unit_id, until_at, id);

-- What follows from those that are not over: for whom each deputy acts, along every chain. Written anew with each change of them.
create table stand_ins (
  unit_id int not null,
  deputy_id bigint not null,
  no int not null,
  person_id bigint not null,
  kind text not null,
  lanes text[],
  from_at timestamptz not null,
  until_at timestamptz not null,
  primary key (unit_id, deputy_id, no)
);

call sop_bind_to_unit('substitutions', 'select, insert, update');
call sop_bind_to_unit('stand_ins');

-- What a person does for others at a moment: their lanes, '@head' for the head of the office, and '@holder' for whatever they hold.
create function acting_lanes(of_unit int, of_deputy bigint, of_moment timestamptz) returns table (person_id bigint, kind text, lane text)
  language sql stable parallel safe as $$
  select s.person_id, s.kind, done.lane
  from stand_ins s
  join people away on away.unit_id = s.unit_id and away.id = s.person_id
  cross join lateral (
    select h.lane from lane_holders h where h.unit_id = s.unit_id and h.person_id = s.person_id and (s.lanes is null or h.lane = any (s.lanes))
    union all select '@head' where s.lanes is null and 'head' = any (away.roles)
    union all select '@holder' where s.lanes is null
  ) done
  where s.unit_id = of_unit and s.deputy_id = of_deputy and s.from_at <= of_moment and s.until_at > of_moment
$$;

-- The alarms of a task in a lane that nobody holds: it climbs at once to the first level that reaches somebody who may do it.
-- reached: for each level, the lanes that may do the task from there on, or '@head'.
create function vacant_alarms(of_unit int, opened timestamptz, alarms timestamptz[], reached json) returns timestamptz[]
  language sql stable as $$
  with levels as (
    select no::int, lanes, exists (
      select from json_array_elements_text(lanes) as target (lane_id)
      where lane_id = '@head' or exists (select from lane_holders h where h.unit_id = of_unit and h.lane = lane_id)) as is_staffed
    from json_array_elements(reached) with ordinality as level (lanes, no)
    where json_array_length(lanes) > 0
  ), climbed as (
    select coalesce(min(no) filter (where is_staffed), max(no)) as most from levels
  )
  select case when most is null then alarms else array_fill(opened, array[most]) || alarms[most + 1 :] end from climbed
$$;

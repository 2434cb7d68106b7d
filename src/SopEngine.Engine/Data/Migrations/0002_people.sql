create table people (
  unit_id int not null references units,
  id bigint generated always as identity,
  kind text not null check (kind in ('staff', 'customer')),
  user_name text not null check (user_name = lower(user_name) and user_name <> ''),
  name text not null check (name <> ''),
  -- The post (jabatan) of staff, the organisation of a customer.
  title text not null default '',
  -- Names of the program's book of rights.
  roles text[] not null default '{}',
  password_hash text,
  -- Changes with everything that a signed-in session relies on; a session with an older stamp ends.
  security_stamp text not null,
  email text check (email <> ''),
  -- Until its owner has confirmed it, an address gets no message but the question whether it is theirs.
  email_confirmed_at timestamptz,
  phone text check (phone <> ''),
  -- Of messages; pages are in the language that the browser chose.
  language text not null default 'id' check (language in ('id', 'en')),
  last_sign_in_at timestamptz,
  -- Somebody who left stays in the records, cannot sign in and holds nothing.
  deactivated_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (unit_id, id)
);

-- People sign in before their unit is known, so the name is unique over all units.
create unique index people_user_name on people (user_name);
create index people_heads on people (unit_id) where 'head' = any (roles);
create index people_of_email on people (lower(email)) where email_confirmed_at is not null;
-- The register of customers is read by name, a page at a time.
create index people_customers on people (unit_id, lower(name), id) where kind = 'customer' and deactivated_at is null;

create table lane_holders (
  unit_id int not null,
  person_id bigint not null,
  lane text not null check (lane <> ''),
  primary key (unit_id, person_id, lane),
  foreign key (unit_id, person_id) references people on delete cascade
);

create index lane_holders_of_lane on lane_holders (unit_id, lane, person_id);

-- Absences and the deputies for them. A substitution that is over stays, as the record of who stood in for whom.
create table substitutions (
  unit_id int not null references units,
  id bigint generated always as identity,
  person_id bigint not null,
  deputy_id bigint not null,
  kind text not null check (kind in ('plh', 'plt')),
  -- Null for all lanes and posts of the person.
  lanes text[] check (cardinality(lanes) > 0),
  from_at timestamptz not null,
  until_at timestamptz not null,
  reason text not null check (reason <> ''),
  made_by bigint not null,
  made_at timestamptz not null,
  -- Set when it was called off, or ended before its time: until_at is then that moment.
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

-- For whom each deputy acts, along every chain of substitutions that are not over. Written anew with each change of them.
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

-- Lists of tasks that a person keeps, as the address that shows them.
create table saved_views (
  unit_id int not null,
  person_id bigint not null,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  list text not null,
  address text not null,
  primary key (unit_id, person_id, id),
  unique (unit_id, person_id, name),
  foreign key (unit_id, person_id) references people on delete cascade
);

call sop_bind_to_unit('people');
call sop_bind_to_unit('lane_holders');
call sop_bind_to_unit('substitutions', 'select, insert, update');
call sop_bind_to_unit('stand_ins');
call sop_bind_to_unit('saved_views');

-- The lanes that a deputy acts in at a moment, with the person they act for: also '@head' for the head of the office, and '@holder' for the
-- tasks that the person holds.
create function acting_lanes(of_unit int, of_deputy bigint, of_moment timestamptz) returns table (person_id bigint, kind text, lane text)
  language sql stable parallel safe as $$
  select s.person_id, s.kind, done.lane
  from stand_ins s
  join people away on away.unit_id = s.unit_id and away.id = s.person_id
  cross join lateral (
    select h.lane from lane_holders h
    where h.unit_id = s.unit_id and h.person_id = s.person_id and (s.lanes is null or h.lane = any (s.lanes))
    union all select '@head' where s.lanes is null and 'head' = any (away.roles)
    union all select '@holder' where s.lanes is null
  ) done
  where s.unit_id = of_unit and s.deputy_id = of_deputy and s.from_at <= of_moment and s.until_at > of_moment
$$;

-- The alarms of a task in a lane without holders: the task climbs at once to the first level that reaches a lane with a holder.
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

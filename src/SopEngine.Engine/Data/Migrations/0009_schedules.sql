-- SOPs that start by themselves.
create table schedules (
  unit_id int not null references units,
  id bigint generated always as identity,
  definition_id text not null check (definition_id <> ''),
  -- The activity by which the definition in force sets this schedule itself; null for a schedule that a person set.
  activity_id text check (activity_id <> ''),
  -- A recurrence as JSON, or a cron expression; read in the unit's zone.
  rule text not null check (rule <> ''),
  -- Of the cases it starts, with places for the day; empty for the SOP's own name.
  title text not null default '',
  inputs json not null default '{}',
  if_missed text not null check (if_missed in ('run', 'skip')),
  while_running text not null check (while_running in ('start', 'skip')),
  is_paused boolean not null default false,
  -- When it starts next; infinity for never. Found at planned_at, on that version of the unit's calendar.
  next_at timestamptz not null,
  planned_at timestamptz not null,
  calendar_version int not null,
  revision int not null default 1,
  changed_at timestamptz not null,
  -- Null for the system.
  changed_by bigint,
  primary key (unit_id, id),
  unique (unit_id, definition_id, activity_id),
  foreign key (unit_id, changed_by) references people
);

create index schedules_of_definition on schedules (unit_id, definition_id);

-- The result of each time: one row, so that no time is served twice, whatever crashes and however clocks jump.
create table schedule_runs (
  unit_id int not null,
  schedule_id bigint not null,
  -- The time that was due; of a run that a person asked for, the time of asking.
  at timestamptz not null,
  ran_at timestamptz not null,
  result text not null check (result in ('started', 'still_running', 'missed', 'not_in_force', 'needs_customer', 'failed')),
  case_id bigint,
  -- Earlier times that had passed, too, and were given up for this one.
  passed_over int not null default 0,
  person_id bigint,
  note text,
  primary key (unit_id, schedule_id, at),
  foreign key (unit_id, schedule_id) references schedules on delete cascade,
  foreign key (unit_id, person_id) references people,
  check ((result = 'started') = (case_id is not null))
);

create index schedule_runs_old on schedule_runs (ran_at);

call sop_bind_to_unit('schedules');
call sop_bind_to_unit('schedule_runs', 'select, insert, delete');

-- The last run of each recurring job of the service.
create table job_runs (
  name text primary key,
  at timestamptz not null,
  took interval not null,
  result text not null check (result in ('succeeded', 'failed', 'nothing')),
  -- Its counts, by name.
  counts json not null,
  -- Where the next run goes on.
  place text
);

grant select, insert, update on job_runs to sop_system;

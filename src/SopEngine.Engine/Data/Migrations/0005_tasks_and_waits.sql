-- A step activated in a case: what an inbox shows. Follows from the case's state; changes only together with it.
create table tasks (
  unit_id int not null,
  case_id bigint not null,
  no int not null,
  definition_id text not null,
  version int not null,
  -- Index of the step's activity in the compiled flow.
  activity int not null,
  lane text,
  -- What to do, when no step of the SOP says it.
  title text,
  holder_id bigint,
  opened_at timestamptz not null,
  opened_seq int not null,
  -- The limit as written, the version of the unit's calendar it was counted on, and when that makes the task due: never, without a limit.
  time_limit text,
  calendar_version int not null,
  due_at timestamptz not null default 'infinity',
  closed_at timestamptz,
  closed_seq int,
  closed_by bigint,
  -- Null when the task was cancelled because its case went on without it.
  outcome text,
  primary key (unit_id, case_id, no),
  check ((closed_at is null) = (closed_seq is null)),
  check (holder_id is null or closed_at is null)
) with (fillfactor = 80);

-- The queue of a lane, nearest due first.
create index tasks_in_queue on tasks (unit_id, lane, due_at, case_id, no) where closed_at is null and holder_id is null;
create index tasks_of_holder on tasks (unit_id, holder_id, due_at, case_id, no) where holder_id is not null;
create index tasks_done_by on tasks (unit_id, closed_by, closed_at desc, case_id, no) where closed_by is not null;

-- What else a case waits for: an alarm or an event. Sub-cases need no row: their end finds the parent by itself.
create table waits (
  unit_id int not null,
  case_id bigint not null,
  no int not null,
  due_at timestamptz,
  event_name text,
  primary key (unit_id, case_id, no),
  check ((due_at is null) <> (event_name is null))
);

create index waits_due on waits (due_at) where due_at is not null;
create index waits_for_event on waits (unit_id, event_name) where event_name is not null;

call sop_bind_to_unit('tasks', 'select, insert, update');
call sop_bind_to_unit('waits');

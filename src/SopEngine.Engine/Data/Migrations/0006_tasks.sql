-- Each closing of a task takes a number. The rollups go by the numbers, because an instant may become visible later than one behind it.
create sequence task_closing;
grant usage, select on sequence task_closing to sop_app, sop_system;

-- A step activated in a case, for the inbox. It follows from the case's state and changes only together with it.
create table tasks (
  unit_id int not null,
  case_id bigint not null,
  no int not null,
  definition_id text not null,
  version int not null,
  -- Index of the step's activity in the compiled flow.
  activity int not null,
  lane text,
  -- The deed, for a task that is no step of the SOP.
  title text,
  holder_id bigint,
  opened_at timestamptz not null,
  opened_seq int not null,
  -- The limit as written, the version of the unit's calendar it was counted on, and when that makes the task due: never, without a limit.
  time_limit text,
  calendar_version int not null,
  due_at timestamptz not null default 'infinity',
  -- The task's own ladder: when each level is reached, how many were reached, and when the sweep looks at the task next.
  alarms timestamptz[] not null default '{}',
  level smallint not null default 0 check (level >= 0),
  next_alarm timestamptz not null generated always as (coalesce(alarms[level + 1], 'infinity')) stored,
  -- Taken from its lane and given to the actor it was raised to.
  is_reassigned boolean not null default false,
  closed_at timestamptz,
  closed_seq int,
  closed_by bigint,
  -- Null when the task was cancelled because its case went on without it.
  outcome text,
  closing bigint,
  primary key (unit_id, case_id, no),
  check ((closed_at is null) = (closed_seq is null)),
  check (holder_id is null or closed_at is null)
) with (fillfactor = 80);

-- The queue of a lane, nearest due first.
create index tasks_in_queue on tasks (unit_id, lane, due_at, case_id, no) where closed_at is null and holder_id is null;
create index tasks_of_holder on tasks (unit_id, holder_id, due_at, case_id, no) where holder_id is not null;
create index tasks_done_by on tasks (unit_id, closed_by, closed_at desc, case_id, no) where closed_by is not null;
-- Alarms of one instant stand in an order, so that a sweeper that works through very many of them goes on where it was, and does not pass
-- over all those that it has rung.
create index tasks_alarms on tasks (next_alarm, case_id, no) where closed_at is null and next_alarm < 'infinity';
-- Serves the rollups and the lists behind the figures. A task's row changes its place when it is closed anyway.
create index tasks_closed on tasks (unit_id, closing) where closing is not null;
-- Serves the lists of late and of cancelled tasks, which may be few among very many. Closing a step in time pays nothing for it.
create index tasks_closed_amiss on tasks (unit_id, closing) where closing is not null and (outcome is null or closed_at > due_at);

-- Closings that were taken back, as they were: the same task is open again and takes another number when it is closed for good. Each was
-- counted, or will be, under its own number, and is counted off under the number that it got when it was taken back; so the figures stay
-- exact in either order.
create table undone_closings (
  unit_id int not null references units,
  closing bigint not null,
  undone bigint not null,
  case_id bigint not null,
  no int not null,
  definition_id text not null,
  version int not null,
  activity int not null,
  lane text,
  opened_at timestamptz not null,
  opened_seq int not null,
  due_at timestamptz not null,
  closed_at timestamptz not null,
  closed_seq int not null,
  level smallint not null,
  closed_by bigint,
  outcome text,
  -- The event by which it was taken back.
  undone_seq int not null,
  primary key (unit_id, closing)
);

create index undone_closings_undone on undone_closings (unit_id, undone);

-- The alarms and events that a case waits for. Sub-cases need no row: their end finds the parent by itself.
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
-- Of the name's beginning: an entry of an index has at most 2,700 bytes, and a script may make a longer name.
create index waits_for_event on waits (unit_id, left(event_name, 200)) where event_name is not null;

-- The targets that a level reached: a lane, the head of the office ('@head'), or the holder of the task ('@holder'). One row for each. A
-- ladder that begins anew has reached nothing: its rows are deleted, so that reaching a level again is a plain insert.
create table escalations (
  unit_id int not null,
  case_id bigint not null,
  no int not null,
  level smallint not null,
  target text not null check (target <> ''),
  percent int not null,
  mode text not null check (mode in ('notify', 'share', 'reassign')),
  at timestamptz not null,
  -- As long as the task is open.
  is_open boolean not null default true,
  -- When its message was written.
  told_at timestamptz,
  primary key (unit_id, case_id, no, level, target)
) with (fillfactor = 90);

create index escalations_open on escalations (unit_id, target, case_id, no) where is_open;
create index escalations_untold on escalations (unit_id, at) where told_at is null;

-- The entries of a person at a step that is not done yet: names of the form's parts with their values.
create table task_drafts (
  unit_id int not null,
  case_id bigint not null,
  no int not null,
  person_id bigint not null,
  form json not null,
  saved_at timestamptz not null,
  primary key (unit_id, case_id, no, person_id),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, person_id) references people
);

-- Questions of a task's holder to colleagues: a row for each colleague asked. A question is open while it has no answer and its task is
-- open; completing a task writes nothing here.
create table questions (
  unit_id int not null,
  case_id bigint not null,
  -- The event by which it was asked.
  seq int not null,
  person_id bigint not null,
  task_no int not null,
  asked_by bigint not null,
  asked_at timestamptz not null,
  text text not null,
  -- Until when an answer is hoped for.
  answer_by timestamptz,
  answered_at timestamptz,
  -- When the holder was told that no answer came in time.
  overdue_told_at timestamptz,
  primary key (unit_id, case_id, seq, person_id),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, person_id) references people
);

create index questions_open on questions (unit_id, person_id) where answered_at is null;
create index questions_overdue on questions (answer_by) where answered_at is null and overdue_told_at is null and answer_by is not null;

call sop_bind_to_unit('tasks', 'select, insert, update');
call sop_bind_to_unit('undone_closings', 'select, insert');
call sop_bind_to_unit('waits');
call sop_bind_to_unit('escalations');
call sop_bind_to_unit('task_drafts');
call sop_bind_to_unit('questions', 'select, insert, update');

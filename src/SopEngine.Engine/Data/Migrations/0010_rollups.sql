-- Closings, counted by day, for dashboards. A job counts them after the fact, so that completing a step never waits for a figure.

-- How far each unit's closings are counted.
create table rollup_marks (
  unit_id int primary key references units,
  counted_to bigint not null
);

-- A step on the day (of the unit's zone) on which it was closed. levels: how many had reached each level of their ladder and none above;
-- worked and share: quantile sketches of how long they took, in seconds, and of how much of the limit that was, in thousandths.
create table step_days (
  unit_id int not null references units,
  day date not null,
  definition_id text not null,
  version int not null,
  activity int not null,
  lane text not null, -- empty for a task of no lane
  done int not null,
  limited int not null,
  late int not null,
  cancelled int not null,
  levels int[] not null,
  worked bytea not null,
  share bytea not null,
  -- Between which numbers the day's closings are found.
  first_closing bigint not null,
  last_closing bigint not null,
  primary key (unit_id, day, definition_id, version, activity, lane)
);

-- The same by the person who did it.
create table person_days (
  unit_id int not null references units,
  day date not null,
  person_id bigint not null,
  definition_id text not null,
  lane text not null,
  done int not null,
  limited int not null,
  late int not null,
  cancelled int not null,
  levels int[] not null,
  worked bytea not null,
  share bytea not null,
  first_closing bigint not null,
  last_closing bigint not null,
  primary key (unit_id, day, person_id, definition_id, lane)
);

-- The same figures by week (from Monday on) and by month, so that a page over years need not add up its days.
create table step_weeks (like step_days including all);
create table step_months (like step_days including all);
create table person_weeks (like person_days including all);
create table person_months (like person_days including all);

call sop_bind_to_unit('rollup_marks', 'select, insert, update');
call sop_bind_to_unit('step_days');
call sop_bind_to_unit('step_weeks');
call sop_bind_to_unit('step_months');
call sop_bind_to_unit('person_days');
call sop_bind_to_unit('person_weeks');
call sop_bind_to_unit('person_months');

-- Promises for whole cases are counted as closings are: a moment after, so that a dashboard reads days and not cases.

-- Cases whose promise is to be counted anew, noted in the transaction that ended them, opened them again, broke their promise, stopped or
-- moved its clock, or opened the compensation for them.
create table promise_changes (
  unit_id int not null,
  case_id bigint not null
);

-- A promise as it was counted, so that it can be counted off again: kept or broken, and when.
create table promise_outcomes (
  unit_id int not null,
  case_id bigint not null,
  definition_id text not null,
  is_broken boolean not null,
  at timestamptz not null,
  day date not null,
  is_compensated boolean not null,
  primary key (unit_id, case_id)
);

create index promise_outcomes_broken on promise_outcomes (unit_id, at, case_id) where is_broken;

create table promise_days (
  unit_id int not null,
  day date not null,
  definition_id text not null,
  kept int not null,
  broken int not null,
  compensated int not null,
  primary key (unit_id, day, definition_id)
);

call sop_bind_to_unit('promise_changes', 'insert');
call sop_bind_to_unit('promise_outcomes', 'select');
call sop_bind_to_unit('promise_days', 'select');
grant select, update, delete on promise_changes to sop_system;
grant insert, update, delete on promise_outcomes, promise_days to sop_system;

-- How an office kept its standards in a month or a quarter, as counted then: later changes and deletions change no report.
create table reports (
  unit_id int not null references units,
  grain text not null check (grain in ('month', 'quarter')),
  from_day date not null,
  to_day date not null,
  made_at timestamptz not null,
  content json not null,
  primary key (unit_id, grain, from_day)
);

call sop_bind_to_unit('reports', 'select, insert');

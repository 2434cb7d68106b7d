-- What was closed, counted by day, for dashboards. A job counts it after the fact, so that completing a step waits for nobody's figures.
-- Each closing takes a number; the job goes by the numbers, because an instant may become visible later than one that follows it.
create sequence task_closing;
grant usage, select on sequence task_closing to sop_app, sop_system;

alter table tasks add column closing bigint;

-- The owner is under the rule that every row belongs to a unit, too; it must see all of them here.
alter table tasks no force row level security;
update tasks t set closing = n.closing
from (
  select unit_id, case_id, no, nextval('task_closing') as closing
  from (select unit_id, case_id, no from tasks where closed_at is not null order by closed_at, case_id, no) in_order
) n
where t.unit_id = n.unit_id and t.case_id = n.case_id and t.no = n.no;
alter table tasks force row level security;

-- Serves the job and the lists behind the figures. A task's row changes its place when it is closed anyway.
create index tasks_closed on tasks (unit_id, closing) where closing is not null;

-- How far each unit's closings are counted.
create table rollup_marks (
  unit_id int primary key references units,
  counted_to bigint not null
);

-- A step on a day (of the unit's zone, that on which it was closed). levels: how many had reached each level of their ladder and none above;
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

-- The same by who did it.
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

call sop_bind_to_unit('rollup_marks', 'select, insert, update');
call sop_bind_to_unit('step_days');
call sop_bind_to_unit('person_days');

-- Figures count a step against its limit before any extension, so that more time given erases no breach.

-- When the task would be due without its extensions; null for a task that has none.
alter table tasks add original_due_at timestamptz;
alter table undone_closings add original_due_at timestamptz;

-- Serves the list of late tasks for those that have time again.
create index tasks_extended on tasks (unit_id, original_due_at) where closed_at is null and original_due_at is not null;

drop index tasks_closed_amiss;
create index tasks_closed_amiss on tasks (unit_id, closing)
  where closing is not null and (outcome is null or closed_at > coalesce(original_due_at, due_at));

-- Those late by their extensions, too, stand beside.
alter table step_days add late_extended int not null default 0;
alter table step_weeks add late_extended int not null default 0;
alter table step_months add late_extended int not null default 0;
alter table person_days add late_extended int not null default 0;
alter table person_weeks add late_extended int not null default 0;
alter table person_months add late_extended int not null default 0;

-- Deeds that hold a case up: sent back, given more time, handed over, put off. Counted as promises are, a moment after.
create table deed_changes (
  unit_id int not null,
  case_id bigint not null,
  -- The event in the case's history.
  seq int not null
);

create table deed_days (
  unit_id int not null,
  day date not null,
  definition_id text not null,
  returned int not null,
  extended int not null,
  handed_over int not null,
  paused int not null,
  primary key (unit_id, day, definition_id)
);

call sop_bind_to_unit('deed_changes', 'insert');
call sop_bind_to_unit('deed_days', 'select');
grant select, update, delete on deed_changes to sop_system;
grant insert, update, delete on deed_days to sop_system;

-- What the histories say of the past. The owner of forced tables sees no row of theirs.
alter table history no force row level security;
alter table tasks no force row level security;
alter table undone_closings no force row level security;
alter table deed_changes no force row level security;
alter table rollup_marks no force row level security;
alter table step_days no force row level security;
alter table step_weeks no force row level security;
alter table step_months no force row level security;
alter table person_days no force row level security;
alter table person_weeks no force row level security;
alter table person_months no force row level security;

-- The first extension of a task noted when it had been due until then.
create temporary table extended on commit drop as
  select distinct on (unit_id, case_id, no) unit_id, case_id, no, due_at
  from (
    select unit_id, case_id, seq, (kept ->> 'task')::int as no, (kept #>> '{due,before}')::timestamptz as due_at
    from history cross join lateral (select readable(event)) as read (kept)
    where event::text like '%"extended"%' and kept ->> 'event' = 'extended') given
  order by unit_id, case_id, no, seq;

update tasks t set original_due_at = e.due_at from extended e
where (t.unit_id, t.case_id, t.no) = (e.unit_id, e.case_id, e.no) and e.due_at is not null;
update undone_closings t set original_due_at = e.due_at from extended e
where (t.unit_id, t.case_id, t.no) = (e.unit_id, e.case_id, e.no) and e.due_at < t.closed_at;

insert into deed_changes
  select unit_id, case_id, seq from history
  where event::text ~ '"(sentBack|extended|handedOver|paused)"'
    and readable(event) ->> 'event' in ('sentBack', 'extended', 'handedOver', 'paused');

-- All closings are counted anew: against the first limit, on the hours of their step, and without the pauses of their case.
delete from step_days;
delete from step_weeks;
delete from step_months;
delete from person_days;
delete from person_weeks;
delete from person_months;
update rollup_marks set counted_to = 0;

alter table history force row level security;
alter table tasks force row level security;
alter table undone_closings force row level security;
alter table deed_changes force row level security;
alter table rollup_marks force row level security;
alter table step_days force row level security;
alter table step_weeks force row level security;
alter table step_months force row level security;
alter table person_days force row level security;
alter table person_weeks force row level security;
alter table person_months force row level security;

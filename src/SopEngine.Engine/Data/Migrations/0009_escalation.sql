-- A task carries its own ladder: when each level is reached, how many were, and so when the sweep has to look at it next.
alter table tasks
  add column alarms timestamptz[] not null default '{}',
  add column level smallint not null default 0 check (level >= 0),
  -- Taken from its lane and given to whom it was raised to.
  add column is_reassigned boolean not null default false;
alter table tasks
  add column next_alarm timestamptz not null generated always as (coalesce(alarms[level + 1], 'infinity')) stored;

create index tasks_alarms on tasks (next_alarm) where closed_at is null and next_alarm < 'infinity';

-- Whom a level reached: a lane, or the head of the office ('@head'), or who has the task anyway ('@holder'). One row for each.
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
  primary key (unit_id, case_id, no, level, target)
) with (fillfactor = 90);

create index escalations_open on escalations (unit_id, target, case_id, no) where is_open;

call sop_bind_to_unit('escalations', 'select, insert, update');

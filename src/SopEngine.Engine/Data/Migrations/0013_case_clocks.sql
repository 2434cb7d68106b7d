-- The clocks of whole cases. Ordinary steps change none of these columns, so the row is still updated in place.
alter table cases
  -- Since when the case is put off.
  add column paused_at timestamptz,
  -- When the promise for the whole case (SPM) is broken, on the calendar it was counted on; null for a case without one.
  add column standard_due_at timestamptz,
  -- When its clock stood: from, to, from, to, ...; the last has no end while it stands.
  add column standard_stops timestamptz[] not null default '{}',
  -- When the sweep has to look: never while the clock stands, and once.
  add column standard_alarm_at timestamptz;

create index cases_standard_alarms on cases (standard_alarm_at) where status = 'running' and standard_alarm_at is not null;

-- Every calendar that a unit had, with who changed it, and how far the running cases have been counted again since.
create table calendar_changes (
  unit_id int not null references units,
  version int not null,
  at timestamptz not null,
  by_id bigint,
  reason text not null,
  calendar json not null,
  -- Cases up to this one have been looked at in this round; a round that finds nothing of an older calendar is the last.
  looked_to bigint not null default 0,
  found int not null default 0,
  recounted int not null default 0,
  done_at timestamptz,
  primary key (unit_id, version)
);

create index calendar_changes_undone on calendar_changes (unit_id, version) where done_at is null;

call sop_bind_to_unit('calendar_changes', 'select, insert, update');

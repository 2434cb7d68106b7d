-- Two roles work in this database besides its owner. sop_app sees the units that the transaction names in sop.units, and none without it;
-- sop_system (the alarm sweep, outbox delivery, sign-in, verification) sees all. Both are assumed by SET ROLE and cannot log in.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['sop_app', 'sop_system'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception
        -- Another database of the same server is being migrated at this moment.
        when duplicate_object or unique_violation then null;
      end;
    end if;
    begin
      -- From PostgreSQL 16 on, the role that created another may not yet assume it.
      execute format('grant %I to current_user', wanted);
    exception
      -- The server's administrator made the owner a member of the role, without the right to grant it.
      when insufficient_privilege then
        if not pg_has_role(current_user, wanted, 'member') then raise; end if;
    end;
  end loop;
end
$$;

do $$
begin
  execute format('grant usage on schema %I to sop_app, sop_system', current_schema());
end
$$;

-- The units that this transaction may touch; null for none.
create function sop_units() returns int[]
  language sql stable parallel safe
  return string_to_array(nullif(current_setting('sop.units', true), ''), ',')::int[];

-- Puts a table under the rule that every row belongs to a unit.
create procedure sop_bind_to_unit(
  tab regclass, privileges text default 'select, insert, update, delete', unit_column text default 'unit_id')
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tab);
  execute format('alter table %s force row level security', tab);
  execute format(
    'create policy of_unit on %s using (%I = any (sop_units())) with check (%I = any (sop_units()))', tab, unit_column, unit_column);
  execute format('create policy of_system on %s to sop_system using (true) with check (true)', tab);
  execute format('grant %s on %s to sop_app, sop_system', privileges, tab);
end
$$;

create table units (
  id int generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  name text not null check (name <> ''),
  short_name text not null check (short_name <> ''),
  city text not null default '',
  -- WorkingCalendarRules as JSON, and a number that grows when they change.
  calendar json not null,
  calendar_version int not null default 1,
  -- A submitted SOP needs the head's approval.
  sop_approval bool not null default false,
  -- The reports that the office wants.
  report_grains text[] not null default '{month,quarter}' check (report_grains <@ '{month,quarter}'),
  -- The roles whose holders sign in with a second factor.
  second_factor_roles text[] not null default '{}',
  created_at timestamptz not null default now()
);

call sop_bind_to_unit('units', 'select, update', 'id');
grant insert on units to sop_system;

-- Every calendar that a unit had, who changed it, and how far the running cases have been counted again since.
create table calendar_changes (
  unit_id int not null references units,
  version int not null,
  at timestamptz not null,
  by_id bigint,
  reason text not null,
  calendar json not null,
  -- Cases up to this one have been looked at in this round; a round that finds no case of an older calendar is the last.
  looked_to bigint not null default 0,
  found int not null default 0,
  recounted int not null default 0,
  done_at timestamptz,
  primary key (unit_id, version)
);

create index calendar_changes_undone on calendar_changes (unit_id, version) where done_at is null;

call sop_bind_to_unit('calendar_changes', 'select, insert, update');

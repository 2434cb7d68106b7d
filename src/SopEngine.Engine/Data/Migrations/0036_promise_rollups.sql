-- What became of the promises for whole cases is counted as closings are: a moment after, so that a dashboard reads days and not cases.

-- Cases whose promise is to be counted anew, noted in the transaction that ended them, opened them again, broke their promise, stopped or moved its
-- clock, or opened the compensation for them.
create table promise_changes (
  unit_id int not null,
  case_id bigint not null
);

-- As it is counted, so that it can be counted off again: a promise that was kept or broken, and when.
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

create function note_promise_change() returns trigger language plpgsql as $$
begin
  insert into promise_changes values (new.unit_id, new.id);
  return null;
end
$$;

-- Of a new case's clock, which is set in an update of its own, there is nothing to count.
create trigger promise_changed after update of ended_at, standard_due_at, standard_alarm_at on cases for each row
  when (old.ended_at is distinct from new.ended_at
    or (old.standard_due_at is not null and (old.standard_due_at, old.standard_alarm_at) is distinct from (new.standard_due_at, new.standard_alarm_at)))
  execute function note_promise_change();

create trigger promise_begun_and_ended after insert on cases for each row
  when (new.ended_at is not null) execute function note_promise_change();

create function note_compensation() returns trigger language plpgsql as $$
begin
  insert into promise_changes values (new.unit_id, new.parent_case);
  return null;
end
$$;

create trigger promise_compensated after insert on cases for each row
  when (new.parent_wait = 0) execute function note_compensation();

-- The owner is under the rule that every row belongs to a unit, too; it must see all of them here.
alter table cases no force row level security;
alter table promise_changes no force row level security;
insert into promise_changes select unit_id, id from cases where standard_due_at is not null and (ended_at is not null or standard_alarm_at is null);
alter table cases force row level security;
alter table promise_changes force row level security;

-- No page reads the promises of a period from the cases any more.
drop index cases_promised;

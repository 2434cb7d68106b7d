-- The clocks of a paused case stand, so dashboards look for the few paused cases among the open ones.
create index cases_paused on cases (unit_id, id) where paused_at is not null;

-- Serve the lists behind the figures of promises: of all SOPs, of one, and of the few outcomes among very many kept ones.
create index promise_outcomes_by_day on promise_outcomes (unit_id, day, case_id);
create index promise_outcomes_of_sop on promise_outcomes (unit_id, definition_id, day, case_id);
create index promise_outcomes_amiss on promise_outcomes (unit_id, day, case_id) where is_broken or is_compensated;

-- The filtered dashboards that a person keeps under names of their own.
create table saved_dashboards (
  unit_id int not null,
  person_id bigint not null,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  address text not null,
  primary key (unit_id, person_id, id),
  unique (unit_id, person_id, name),
  foreign key (unit_id, person_id) references people on delete cascade
);

-- What happened on a day, for readers of the trend: a broken machine, a moved office.
create table day_notes (
  unit_id int not null references units,
  id bigint generated always as identity,
  day date not null,
  text text not null check (text <> ''),
  by_id bigint not null,
  at timestamptz not null,
  primary key (unit_id, id),
  foreign key (unit_id, by_id) references people
);

create index day_notes_by_day on day_notes (unit_id, day);

-- Figures of open steps that people want to be told of.
create table thresholds (
  unit_id int not null references units,
  id bigint generated always as identity,
  -- A standing of open steps, as addresses of dashboards name it.
  figure text not null check (figure <> ''),
  -- Null for all.
  definition_id text,
  lane text,
  at_least int not null check (at_least > 0),
  people bigint[] not null check (cardinality(people) > 0),
  made_by bigint not null,
  made_at timestamptz not null,
  -- When the people were told; null again once the figure has fallen below.
  told_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, made_by) references people
);

call sop_bind_to_unit('saved_dashboards');
call sop_bind_to_unit('day_notes');
call sop_bind_to_unit('thresholds');

-- Who gets the reports of ended periods; null for everybody who leads the office.
alter table units add report_readers bigint[] check (cardinality(report_readers) > 0);

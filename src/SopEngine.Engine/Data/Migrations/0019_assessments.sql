-- Monitoring and evaluation of SOPs in force, as PermenPANRB 35/2012 asks for them.

-- The months between two evaluations of a SOP; between two monitorings there are always six.
alter table units add evaluation_months int not null default 12 check (evaluation_months between 6 and 60);

-- A filled form. Nobody changes or deletes it; a better one is filled in beside it.
create table assessments (
  unit_id int not null references units,
  id bigint generated always as identity,
  -- The same form sent twice is kept once.
  form uuid not null,
  definition_id text not null,
  version int not null,
  kind text not null check (kind in ('monitoring', 'evaluation')),
  on_day date not null,
  person_id bigint not null,
  at timestamptz not null,
  methods text[] not null,
  -- What follows from an evaluation.
  conclusion text check (conclusion in ('keep', 'revise', 'revoke')),
  -- The rows of the form: subject, isGood, note, action.
  points json not null,
  primary key (unit_id, id),
  unique (unit_id, form),
  foreign key (unit_id, person_id) references people,
  check ((kind = 'evaluation') = (conclusion is not null))
);

create index assessments_of_sop on assessments (unit_id, definition_id, kind, on_day desc);
create index assessments_in_time on assessments (unit_id, at desc, id desc);

-- The reminders that were sent: one before an assessment is due, one when its day has passed.
create table assessment_reminders (
  unit_id int not null references units,
  definition_id text not null,
  kind text not null,
  due_on date not null,
  is_overdue boolean not null,
  at timestamptz not null,
  primary key (unit_id, definition_id, kind, due_on, is_overdue)
);

call sop_bind_to_unit('assessments', 'select, insert');
call sop_bind_to_unit('assessment_reminders', 'select, insert');

-- The value before a change; detail has the one after it.
alter table audit_log add before text;

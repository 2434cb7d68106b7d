-- Appointments of cases with their customers. They follow from the cases' histories.
create table appointments (
  unit_id int not null,
  case_id bigint not null,
  -- Id of the step in the definition: a step has one appointment in a case.
  step text collate "C" not null check (step <> ''),
  -- Its name in the calendars of customers, who may have those of several installations.
  uid uuid not null default gen_random_uuid(),
  -- Grows with each change.
  sequence int not null check (sequence >= 0),
  from_at timestamptz not null,
  to_at timestamptz not null,
  place text not null,
  is_off boolean not null,
  changed_at timestamptz not null,
  primary key (unit_id, case_id, step),
  foreign key (unit_id, case_id) references cases,
  check (to_at > from_at)
);

call sop_bind_to_unit('appointments', 'select, insert, update');

-- What somebody has filled in at a step that is not done yet: names of the form's parts with their values.
create table task_drafts (
  unit_id int not null,
  case_id bigint not null,
  no int not null,
  person_id bigint not null,
  form json not null,
  saved_at timestamptz not null,
  primary key (unit_id, case_id, no, person_id),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, person_id) references people
);

call sop_bind_to_unit('task_drafts');

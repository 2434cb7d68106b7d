-- What somebody who has a task asked a colleague about it: a row for each who was asked. It is open while it is not answered and its task is; completing
-- a task writes nothing here.
create table questions (
  unit_id int not null,
  case_id bigint not null,
  -- The event by which it was asked.
  seq int not null,
  person_id bigint not null,
  task_no int not null,
  asked_by bigint not null,
  asked_at timestamptz not null,
  text text not null,
  -- Until when an answer is hoped for.
  answer_by timestamptz,
  answered_at timestamptz,
  primary key (unit_id, case_id, seq, person_id),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, person_id) references people
);

create index questions_open on questions (unit_id, person_id) where answered_at is null;

call sop_bind_to_unit('questions', 'select, insert, update');

-- Closings that were taken back, as they were: the same task is open again and takes another number when it is closed for good. Each was counted, or will
-- be, under its own number, and is counted off under the number that it got when it was taken back; so the figures stay exact whoever was first.
create table undone_closings (
  unit_id int not null references units,
  closing bigint not null,
  undone bigint not null,
  case_id bigint not null,
  no int not null,
  definition_id text not null,
  version int not null,
  activity int not null,
  lane text,
  opened_at timestamptz not null,
  opened_seq int not null,
  due_at timestamptz not null,
  closed_at timestamptz not null,
  closed_seq int not null,
  level smallint not null,
  closed_by bigint,
  outcome text,
  -- The event by which it was taken back.
  undone_seq int not null,
  primary key (unit_id, closing)
);

create index undone_closings_undone on undone_closings (unit_id, undone);

call sop_bind_to_unit('undone_closings', 'select, insert');

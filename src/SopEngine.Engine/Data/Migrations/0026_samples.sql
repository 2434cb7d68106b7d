-- The physical samples of cases: the rows of the table that a SOP marks for them.
create table samples (
  unit_id int not null,
  case_id bigint not null,
  line int not null check (line > 0),
  code text collate "C" not null check (code <> ''),
  name text not null,
  quantity text not null,
  condition text not null,
  -- The row of the form, as the case's history has it.
  details json not null,
  noted_at timestamptz not null,
  state text not null check (state in ('awaited', 'received', 'held', 'stored', 'returned', 'destroyed')),
  -- The person of the office who has it.
  holder_id bigint,
  place text check (place <> ''),
  received_at timestamptz,
  labelled_at timestamptz,
  -- When it was returned or destroyed.
  over_at timestamptz,
  -- When its row was taken out of the form; null for a row that is there.
  withdrawn_at timestamptz,
  -- Grows with each change, so that nobody moves a sample that is not where they think.
  revision int not null default 1,
  primary key (unit_id, case_id, line),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, holder_id) references people,
  check ((state = 'stored') = (place is not null)),
  check ((state in ('returned', 'destroyed')) = (over_at is not null))
);

-- Codes are found whole and by their beginning.
create unique index samples_code on samples (unit_id, code);
create index samples_state on samples (unit_id, state, case_id, line);
create index samples_place on samples (unit_id, place, case_id, line) where place is not null;
-- People are removed, and each removal asks for it here.

-- The custody log of each sample.
create table sample_moves (
  unit_id int not null,
  case_id bigint not null,
  line int not null,
  no int not null check (no > 0),
  kind text not null check (kind in ('received', 'labelled', 'handed', 'stored', 'takenout', 'returned', 'destroyed')),
  at timestamptz not null,
  -- Who did it; null for the system.
  person_id bigint,
  -- The person of the office to whom it was handed.
  to_id bigint,
  -- The name of whoever got it back.
  to_name text not null default '',
  place text not null default '',
  condition text not null default '',
  note text not null default '',
  -- The receipt or signature that proves it; null for none.
  document_id bigint,
  -- The form by which it was sent, with its sender: a form sent twice counts once.
  form_key text,
  primary key (unit_id, case_id, line, no),
  foreign key (unit_id, case_id, line) references samples,
  foreign key (unit_id, person_id) references people,
  foreign key (unit_id, to_id) references people,
  foreign key (unit_id, document_id) references documents
);

create unique index sample_moves_form on sample_moves (unit_id, form_key, case_id, line) where form_key is not null;
-- Documents are deleted, as uploads that no step took, and each deletion asks for it here.
create index sample_moves_document on sample_moves (unit_id, document_id) where document_id is not null;

call sop_bind_to_unit('samples', 'select, insert, update');
call sop_bind_to_unit('sample_moves', 'select, insert');

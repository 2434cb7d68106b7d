-- The contents of documents, once for each unit, known by their SHA-256. In parts, so that no program has to hold a whole file.
create table contents (
  unit_id int not null references units,
  hash bytea not null check (length(hash) = 32),
  size bigint not null check (size > 0),
  media_type text not null,
  -- When it was last sent. A content without documents is deleted a day after that.
  used_at timestamptz not null,
  -- Taken while the scanner was away; it is scanned before it is first given out.
  is_unscanned boolean not null default false,
  -- The scanner's name of the harm found in it later; a harmful content is given to nobody.
  harm text check (harm <> ''),
  primary key (unit_id, hash)
);

create table content_parts (
  unit_id int not null,
  hash bytea not null,
  no int not null,
  bytes bytea not null,
  primary key (unit_id, hash, no),
  foreign key (unit_id, hash) references contents on delete cascade
);

-- The formats that are let in are compressed already.
alter table content_parts alter column bytes set storage external;

-- A document of a case: sent by a person, or made by the case itself.
create table documents (
  unit_id int not null,
  id bigint generated always as identity,
  case_id bigint not null,
  -- The task at which it was sent; null for one that belongs to no step.
  task_no int,
  name text not null check (name <> ''),
  hash bytea not null,
  -- Of a document that the system made.
  kind text,
  number text,
  for_customer boolean not null default false,
  added_at timestamptz not null,
  -- Null for the system.
  added_by bigint,
  -- When an event of the case took it in. Until then it can be taken away again.
  attached_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, hash) references contents,
  foreign key (unit_id, added_by) references people,
  check (number is null or kind is not null)
);

create index documents_of_case on documents (unit_id, case_id, id);
create index documents_of_content on documents (unit_id, hash);
create index documents_not_attached on documents (added_at) where attached_at is null;
-- Numbers are compared without blanks and case.
create unique index documents_number on documents (unit_id, kind, lower(replace(number, ' ', ''))) where number is not null;

-- The last number given, by kind and, where numbers show the year, by year (0 otherwise). Raised in the transaction that stores the
-- document.
create table document_counters (
  unit_id int not null references units,
  kind text not null,
  year int not null,
  last int not null check (last > 0),
  primary key (unit_id, kind, year)
);

call sop_bind_to_unit('contents');
call sop_bind_to_unit('content_parts', 'select, insert, delete');
call sop_bind_to_unit('documents');
call sop_bind_to_unit('document_counters', 'select, insert, update');

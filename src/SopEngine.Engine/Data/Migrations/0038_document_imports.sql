-- Documents that authors bring to be read into SOPs: the file as it came, what was read of it, and the drafts made of it.
create table document_imports (
  unit_id int not null references units,
  id bigint generated always as identity,
  name text not null check (length(name) between 1 and 300),
  sha256 bytea not null check (length(sha256) = 32),
  content bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'read', 'failed')),
  -- Why it cannot be read; the code of the reason.
  reason text,
  -- What was read, as JSON. Text and not jsonb: the words of a document may hold what jsonb refuses.
  reading text,
  tries int not null default 0,
  brought_at timestamptz not null,
  brought_by bigint not null,
  read_at timestamptz,
  primary key (unit_id, id),
  unique (unit_id, sha256),
  foreign key (unit_id, brought_by) references people
);

call sop_bind_to_unit('document_imports', 'select, insert, update, delete');

-- The drafts that were made of a document: which SOP of it, and the definition.
create table document_import_drafts (
  unit_id int not null,
  import_id bigint not null,
  sop int not null check (sop >= 0),
  definition_id text not null,
  made_at timestamptz not null,
  made_by bigint not null,
  primary key (unit_id, import_id, sop),
  foreign key (unit_id, import_id) references document_imports on delete cascade,
  foreign key (unit_id, made_by) references people
);

call sop_bind_to_unit('document_import_drafts', 'select, insert, update, delete');

-- One row for each version of a workflow definition, exactly as the designer saves it.
create table definitions (
  unit_id int not null references units,
  -- Elsa's version id.
  id text not null check (id <> ''),
  definition_id text not null check (definition_id <> ''),
  version int not null check (version > 0),
  name text not null,
  description text not null default '',
  -- The SOP's number without blanks and in upper case, which is how numbers are compared.
  number text,
  is_latest boolean not null,
  is_published boolean not null,
  state text not null
    check (state in ('draft', 'submitted', 'revision', 'evaluated', 'awaiting_signature', 'in_force', 'superseded', 'revoked')),
  json json not null,
  -- The version of each definition that is used as an activity, by definition id: a version in force never changes under its cases.
  uses json not null default '{}',
  -- "type version" of every activity: the designer shows an empty canvas when one of them is not described to it.
  activities text[] not null default '{}',
  -- The lanes of the SOP's header, as they stand in the JSON.
  lanes json not null default '[]',
  -- Of the content without identity and flags: a save that is repeated changes nothing.
  content_hash bytea check (length(content_hash) = 32),
  -- Counts the saves of a draft, so that of two people who change it the second can be told.
  revision int not null default 1 check (revision > 0),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null,
  -- Null for the system.
  changed_by bigint,
  primary key (unit_id, id),
  unique (unit_id, definition_id, version),
  foreign key (unit_id, changed_by) references people,
  constraint definitions_in_force check (is_published = (state = 'in_force'))
);

create unique index definitions_latest on definitions (unit_id, definition_id) where is_latest;
create unique index definitions_published on definitions (unit_id, definition_id) where is_published;
create index definitions_published_number on definitions (unit_id, number) where is_published and number is not null;

-- Every act on a definition. Nobody changes or deletes it; it outlives the versions, whose numbers are never given out again.
create table definition_log (
  unit_id int not null references units,
  definition_id text not null,
  no int not null check (no > 0),
  version int not null,
  at timestamptz not null,
  -- Null for the system.
  person_id bigint,
  action text not null check (action <> ''),
  note text,
  primary key (unit_id, definition_id, no),
  foreign key (unit_id, person_id) references people
);

create index definition_log_created on definition_log (unit_id, person_id, at) where action = 'created';

call sop_bind_to_unit('definitions');
call sop_bind_to_unit('definition_log', 'select, insert');

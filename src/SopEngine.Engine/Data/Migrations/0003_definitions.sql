-- One row for each version of a workflow definition, exactly as the designer saves it.
create table definitions (
  unit_id int not null references units,
  -- Elsa's version id.
  id text not null check (id <> ''),
  definition_id text not null check (definition_id <> ''),
  version int not null check (version > 0),
  name text not null,
  -- The SOP's number without blanks and in upper case, which is how numbers are compared.
  number text,
  is_latest boolean not null,
  is_published boolean not null,
  json json not null,
  -- The version of each definition that is used as an activity, by definition id: a version in force never changes under its cases.
  uses json not null default '{}',
  created_at timestamptz not null default now(),
  primary key (unit_id, id),
  unique (unit_id, definition_id, version)
);

create unique index definitions_latest on definitions (unit_id, definition_id) where is_latest;
create unique index definitions_published on definitions (unit_id, definition_id) where is_published;
create index definitions_published_number on definitions (unit_id, number) where is_published and number is not null;

call sop_bind_to_unit('definitions');

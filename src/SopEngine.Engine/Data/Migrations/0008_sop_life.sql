-- A definition's life from draft to in force to history, and who did what to it.
alter table units add column sop_approval bool not null default false;

alter table definitions
  add column description text not null default '',
  add column state text check (state in ('draft', 'submitted', 'revision', 'evaluated', 'awaiting_signature', 'in_force', 'superseded', 'revoked')),
  -- Counts the saves of a draft, so that of two people who change it the second can be told.
  add column revision int not null default 1 check (revision > 0),
  add column changed_at timestamptz,
  -- Null for the system.
  add column changed_by bigint,
  -- Of the content without identity and flags: a save that is repeated changes nothing. Null for what was stored before there were hashes.
  add column content_hash bytea check (length(content_hash) = 32),
  -- "type version" of every activity: the designer shows an empty canvas when one of them is not described to it.
  add column activities text[] not null default '{}',
  -- The lanes of the SOP's header, as they stand in the JSON.
  add column lanes json not null default '[]';

-- The owner is under the rule that every row belongs to a unit, too; it must see all of them here.
alter table definitions no force row level security;
update definitions set
  description = coalesce(json ->> 'description', ''),
  state = case when is_published then 'in_force' else 'superseded' end,
  changed_at = created_at,
  lanes = case when json_typeof(json -> 'customProperties' -> 'sop' -> 'lanes') = 'array' then json -> 'customProperties' -> 'sop' -> 'lanes' else '[]' end,
  activities = array(
    select distinct (activity ->> 'type') || ' ' || coalesce(activity ->> 'version', '1')
    from jsonb_path_query(json::jsonb -> 'root', 'lax $.** ? (exists(@.type) && exists(@.id) && exists(@.version))') activity
    where jsonb_typeof(activity) = 'object' and jsonb_typeof(activity -> 'type') = 'string');
alter table definitions force row level security;

alter table definitions
  alter column state set not null,
  alter column changed_at set not null,
  add foreign key (unit_id, changed_by) references people,
  add constraint definitions_in_force check (is_published = (state = 'in_force'));

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

call sop_bind_to_unit('definition_log', 'select, insert');

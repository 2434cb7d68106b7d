-- The keys by which all nodes protect cookies and tokens. They belong to the service and not to a unit; only the system role reads them.
create table protection_keys (
  id int generated always as identity primary key,
  name text not null,
  xml text not null,
  created_at timestamptz not null default now()
);

grant select, insert on protection_keys to sop_system;

-- Wrong passwords and codes, counted apart for each address, account and device; also the requests for a link by e-mail. Unknown names are
-- counted too, and a name may be a password typed into the wrong field: the key is a hash. The table belongs to no unit; only the system
-- role reads it.
create table sign_in_failures (
  key bytea primary key check (length(key) = 32),
  -- Falls with time; a fraction is a failure that is partly forgotten.
  failures double precision not null,
  last_at timestamptz not null
) with (fillfactor = 70);

grant select, insert, update, delete on sign_in_failures to sop_system;

-- Each sign-in. It lasts while it carries its person's stamp, until it is ended or was not used for as long as its cookie or token is good.
create table sessions (
  unit_id int not null,
  id bigint generated always as identity,
  person_id bigint not null,
  stamp text not null,
  is_program boolean not null,
  -- The name that the browser or program gives itself, and the network address it came from.
  agent text not null,
  address text not null,
  begun_at timestamptz not null,
  -- Some minutes behind: it is not written at every request.
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, person_id) references people
) with (fillfactor = 80);

create index sessions_of_person on sessions (unit_id, person_id, id desc) where ended_at is null;

-- The second factor of a person: a code made of a secret that only their telephone and the service know.
create table second_factors (
  unit_id int not null,
  person_id bigint not null,
  -- Protected by the service's keys.
  secret bytea not null,
  made_at timestamptz not null,
  -- When the person has shown that their telephone knows the secret; the code is asked for from then on.
  confirmed_at timestamptz,
  -- The half minute of the last code that was taken: no code is taken twice, and none that is older.
  last_step bigint not null default 0,
  -- Hashes of the recovery codes that are left.
  recovery bytea[] not null default '{}',
  primary key (unit_id, person_id),
  foreign key (unit_id, person_id) references people
);

-- A link by which a person sets a password, once: an invitation, or a new password for a lost one. Only the hash of its token is kept.
create table account_links (
  unit_id int not null,
  id bigint generated always as identity,
  person_id bigint not null,
  -- 'forgotten': the person asked for it by e-mail.
  purpose text not null check (purpose in ('invitation', 'reset', 'forgotten')),
  token_hash bytea not null check (length(token_hash) = 32),
  made_by bigint not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, person_id) references people,
  foreign key (unit_id, made_by) references people
);

-- The reader of a link is not signed in, so it is found over all units.
create unique index account_links_token on account_links (token_hash);
create index account_links_of_person on account_links (unit_id, person_id) where used_at is null;

-- A form that was sent when its person's session had ended. Its page shows it again when the same person has signed in.
create table kept_forms (
  unit_id int not null,
  id bigint generated always as identity,
  person_id bigint not null,
  kept_at timestamptz not null,
  -- Sealed by the service's keys.
  content bytea not null,
  primary key (unit_id, id),
  foreign key (unit_id, person_id) references people
);

create index kept_forms_of_person on kept_forms (unit_id, person_id, id);

-- Every act on people and their accounts. Nobody changes or deletes it.
create table audit_log (
  unit_id int not null references units,
  id bigint generated always as identity,
  at timestamptz not null,
  -- Null for the system, and for a visitor who was not signed in.
  person_id bigint,
  -- The person or thing that it was done to.
  subject_id bigint,
  action text not null check (action <> ''),
  detail text,
  primary key (unit_id, id)
);

create index audit_log_in_time on audit_log (unit_id, at desc, id desc);

call sop_bind_to_unit('sessions');
call sop_bind_to_unit('second_factors');
call sop_bind_to_unit('account_links', 'select, insert, update');
call sop_bind_to_unit('kept_forms', 'select, insert, delete');
call sop_bind_to_unit('audit_log', 'select, insert');

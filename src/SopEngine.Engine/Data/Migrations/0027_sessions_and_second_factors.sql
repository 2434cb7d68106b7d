-- Each sign-in. It lasts while it carries the stamp of its person, until it is ended, or was not seen for as long as its cookie or token is good for.
create table sessions (
  unit_id int not null,
  id bigint generated always as identity,
  person_id bigint not null,
  stamp text not null,
  is_program boolean not null,
  -- As the browser or program names itself, and from where it came.
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

call sop_bind_to_unit('sessions');

-- What a person shows besides the password: a code made of a secret that only his telephone and we know.
create table second_factors (
  unit_id int not null,
  person_id bigint not null,
  -- Protected by the service's keys.
  secret bytea not null,
  made_at timestamptz not null,
  -- When the person has shown that his telephone knows the secret; it is asked for from then on.
  confirmed_at timestamptz,
  -- The half minute of the last code that was taken: none is taken twice, and none that is older.
  last_step bigint not null default 0,
  -- Hashes of the recovery codes that are left.
  recovery bytea[] not null default '{}',
  primary key (unit_id, person_id),
  foreign key (unit_id, person_id) references people
);

call sop_bind_to_unit('second_factors');

-- Who must have one.
alter table units
  add column second_factor_roles text[] not null default '{}' check (second_factor_roles <@ array['admin', 'author', 'supervisor', 'auditor', 'head']);

create table people (
  unit_id int not null references units,
  id bigint generated always as identity,
  kind text not null check (kind in ('staff', 'customer')),
  user_name text not null check (user_name = lower(user_name) and user_name <> ''),
  name text not null check (name <> ''),
  -- Jabatan of staff, the organisation of a customer.
  title text not null default '',
  roles text[] not null default '{}' check (roles <@ array['admin', 'author', 'supervisor', 'auditor', 'head']),
  password_hash text,
  -- Changes whenever what a signed-in session relies on changes; sessions with another stamp end.
  security_stamp text not null,
  failed_sign_ins int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default now(),
  primary key (unit_id, id)
);

-- People sign in before their unit is known, so the name is unique over all units.
create unique index people_user_name on people (user_name);

create table lane_holders (
  unit_id int not null,
  person_id bigint not null,
  lane text not null check (lane <> ''),
  primary key (unit_id, person_id, lane),
  foreign key (unit_id, person_id) references people on delete cascade
);

create index lane_holders_of_lane on lane_holders (unit_id, lane, person_id);

call sop_bind_to_unit('people');
call sop_bind_to_unit('lane_holders');

-- People come and go: who has left stays in the records, signs in no more and holds nothing.
alter table people
  add column deactivated_at timestamptz,
  add column last_sign_in_at timestamptz;

-- A link by which a person sets a password, once: an invitation, or a new one for a password that is lost. Only the hash of what stands in it is kept.
create table account_links (
  unit_id int not null,
  id bigint generated always as identity,
  person_id bigint not null,
  purpose text not null check (purpose in ('invitation', 'reset')),
  token_hash bytea not null check (length(token_hash) = 32),
  made_by bigint not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, person_id) references people,
  foreign key (unit_id, made_by) references people
);

-- Who opens a link is not signed in, so it is found over all units.
create unique index account_links_token on account_links (token_hash);
create index account_links_of_person on account_links (unit_id, person_id) where used_at is null;

call sop_bind_to_unit('account_links', 'select, insert, update');

-- What was done to people and their accounts. Nobody changes or deletes it.
create table audit_log (
  unit_id int not null references units,
  id bigint generated always as identity,
  at timestamptz not null,
  -- Null for somebody who was not signed in, and for the system.
  person_id bigint,
  -- Whom or what it was about.
  subject_id bigint,
  action text not null check (action <> ''),
  detail text,
  primary key (unit_id, id)
);

create index audit_log_in_time on audit_log (unit_id, at desc, id desc);

call sop_bind_to_unit('audit_log', 'select, insert');

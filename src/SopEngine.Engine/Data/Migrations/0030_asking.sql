-- Citizens ask for services, follow them and do their own steps without an account.
alter table units
  -- Whether citizens may ask at all; each service says so, too.
  add column asks_online boolean not null default false;

-- The services that citizens may ask for online.
create table online_services (
  unit_id int not null references units,
  definition_id text collate "C" not null check (definition_id <> ''),
  changed_at timestamptz not null,
  changed_by bigint,
  primary key (unit_id, definition_id),
  foreign key (unit_id, changed_by) references people
);

call sop_bind_to_unit('online_services', 'select, insert, delete');

alter table people
  -- When the telephone was confirmed by a code; null for one that somebody wrote down.
  add column phone_confirmed_at timestamptz,
  -- A column of its own: row-level security keeps an index from being used with a function that may tell of other rows.
  add column email_key text collate "C" generated always as (lower(email)) stored;

create index people_by_email on people (unit_id, email_key)
  where kind = 'customer' and email_confirmed_at is not null and deactivated_at is null;
create index people_by_phone on people (unit_id, phone)
  where kind = 'customer' and phone_confirmed_at is not null and deactivated_at is null;

-- A request that is being written. Its address is a secret, of which only the hash is kept.
create table ask_drafts (
  unit_id int not null references units,
  id bigint generated always as identity,
  token_hash bytea not null check (length(token_hash) = 32),
  definition_id text collate "C" not null,
  -- The controls of the page as they were filled in.
  form json not null default '{}',
  made_at timestamptz not null,
  saved_at timestamptz not null,
  expires_at timestamptz not null,
  -- From here on nothing more can be changed: who asks, what they chose and filled in, as the case gets it.
  sending_at timestamptz,
  customer_id bigint,
  title text,
  outcome text,
  data json,
  checks json,
  -- The secret of the receipt; see follow_secrets.
  secret_hash bytea check (length(secret_hash) = 32),
  sealed text,
  -- The case, written by the transaction that opens it.
  case_id bigint,
  -- When its first step was done, too.
  sent_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, customer_id) references people,
  check (sending_at is null or (customer_id is not null and secret_hash is not null))
);

create unique index ask_drafts_token on ask_drafts (token_hash);
create unique index ask_drafts_case on ask_drafts (unit_id, case_id) where case_id is not null;
create index ask_drafts_unsent on ask_drafts (sending_at) where sending_at is not null and sent_at is null;
create index ask_drafts_old on ask_drafts (expires_at);

call sop_bind_to_unit('ask_drafts');

-- The files of such a request, until they are documents of its case.
create table ask_files (
  unit_id int not null,
  id bigint generated always as identity,
  draft_id bigint not null,
  field text not null check (field <> ''),
  name text not null check (name <> ''),
  hash bytea not null,
  added_at timestamptz not null,
  document_id bigint,
  primary key (unit_id, id),
  foreign key (unit_id, draft_id) references ask_drafts on delete cascade,
  foreign key (unit_id, hash) references contents
);

create index ask_files_draft on ask_files (unit_id, draft_id, id);
create index ask_files_hash on ask_files (unit_id, hash);

call sop_bind_to_unit('ask_files');

-- A code on its way to a contact. The code's hash is made with the token that only the asking browser has: without it, a reader of the
-- database could try all million codes.
create table contact_codes (
  unit_id int not null references units,
  id bigint generated always as identity,
  token_hash bytea not null check (length(token_hash) = 32),
  -- An e-mail address in lower case, or a telephone.
  contact text collate "C" not null check (contact <> ''),
  code_hash bytea not null check (length(code_hash) = 32),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (unit_id, id)
);

create unique index contact_codes_token on contact_codes (token_hash);
create index contact_codes_old on contact_codes (expires_at);

call sop_bind_to_unit('contact_codes');

-- How often a contact was tried and sent to of late; for contacts that nobody knows, too.
create table contact_tries (
  unit_id int not null references units,
  contact_hash bytea not null check (length(contact_hash) = 32),
  wrong int not null,
  rest_until timestamptz,
  sent int not null,
  sent_at timestamptz,
  changed_at timestamptz not null,
  primary key (unit_id, contact_hash)
);

create index contact_tries_old on contact_tries (changed_at);

call sop_bind_to_unit('contact_tries');

-- Links in messages to a case's customer.
create table follow_links (
  unit_id int not null,
  token_hash bytea not null check (length(token_hash) = 32),
  case_id bigint not null,
  person_id bigint not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (unit_id, token_hash),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, person_id) references people
);

create unique index follow_links_token on follow_links (token_hash);
create index follow_links_old on follow_links (expires_at);

call sop_bind_to_unit('follow_links');

-- The secret on a receipt, by which its holder follows the case.
create table follow_secrets (
  unit_id int not null,
  case_id bigint not null,
  secret_hash bytea not null check (length(secret_hash) = 32),
  -- The secret itself under the service's keys, until the receipt has been mailed.
  sealed text,
  made_at timestamptz not null,
  primary key (unit_id, case_id),
  foreign key (unit_id, case_id) references cases
);

create index follow_secrets_sealed on follow_secrets (made_at) where sealed is not null;

call sop_bind_to_unit('follow_secrets');

-- Citizens name their case by its number in the register.
create index cases_by_register_number on cases (unit_id, register_number) where register_number is not null;

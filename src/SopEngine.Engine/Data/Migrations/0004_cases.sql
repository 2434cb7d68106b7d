create sequence case_id;
grant usage on sequence case_id to sop_app, sop_system;

create table cases (
  unit_id int not null references units,
  id bigint not null,
  definition_id text not null,
  version int not null,
  title text not null,
  status text not null check (status in ('running', 'finished', 'faulted', 'cancelled')),
  -- CaseState as JSON: means something together with the definition version.
  state json not null,
  -- The number of events so far, and the hash of the last.
  seq int not null check (seq > 0),
  hash bytea not null check (length(hash) = 32),
  correlation_id text,
  customer_id bigint,
  -- The case and wait that asked for this one.
  parent_case bigint,
  parent_wait int,
  started_at timestamptz not null,
  started_by bigint,
  updated_at timestamptz not null,
  ended_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, definition_id, version) references definitions (unit_id, definition_id, version),
  foreign key (unit_id, customer_id) references people,
  check ((status = 'running') = (ended_at is null)),
  check ((parent_case is null) = (parent_wait is null))
) with (fillfactor = 70); -- the row changes at every step: room to do it in place

-- A sub-case is started once, however often it is asked for.
create unique index cases_of_parent on cases (unit_id, parent_case, parent_wait) where parent_case is not null;
create index cases_of_customer on cases (unit_id, customer_id, id desc) where customer_id is not null;
create index cases_running on cases (unit_id, id desc) where status = 'running';

-- Everything that happened to a case, in order, each row's hash covering the one before. Nobody changes or deletes it.
create table history (
  unit_id int not null,
  case_id bigint not null,
  seq int not null,
  at timestamptz not null,
  actor_id bigint,
  event json not null,
  -- Who asked, and the idempotency key they sent: a repeated request finds its first answer here.
  request_key text,
  hash bytea not null,
  primary key (unit_id, case_id, seq)
);

create unique index history_request on history (unit_id, request_key) where request_key is not null;

call sop_bind_to_unit('cases', 'select, insert, update');
call sop_bind_to_unit('history', 'select, insert');

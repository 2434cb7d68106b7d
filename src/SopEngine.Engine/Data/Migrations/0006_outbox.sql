-- What a decision asked for beyond its own case, written in the same transaction and delivered right after.
create table outbox (
  unit_id int not null,
  id bigint generated always as identity,
  case_id bigint not null,
  kind text not null,
  message json not null,
  created_at timestamptz not null,
  attempts int not null default 0,
  -- When to try (again); never for a message that failed too often and waits for a person.
  next_at timestamptz not null,
  failure text,
  primary key (unit_id, id)
);

create index outbox_next on outbox (next_at);

call sop_bind_to_unit('outbox');

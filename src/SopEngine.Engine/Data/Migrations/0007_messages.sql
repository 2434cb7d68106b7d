-- Requests of a decision beyond its own case, written in the same transaction and delivered right after it.
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

-- Messages to people. A message is written in the transaction of its occasion; it goes out over other channels right after.
create table messages (
  unit_id int not null references units,
  id bigint generated always as identity,
  person_id bigint not null,
  kind text not null check (kind <> ''),
  -- The values of the places in the kind's texts.
  details json not null default '{}',
  case_id bigint,
  task_no int,
  by_id bigint,
  -- Names the occasion: a person is told of one occasion once.
  event_key text not null check (event_key <> ''),
  at timestamptz not null,
  read_at timestamptz,
  primary key (unit_id, id),
  unique (unit_id, person_id, event_key),
  foreign key (unit_id, person_id) references people on delete cascade
);

create index messages_of_person on messages (unit_id, person_id, id desc);
create index messages_unread on messages (unit_id, person_id, id desc) where read_at is null;
create index messages_of_case on messages (unit_id, case_id, id desc) where case_id is not null;
-- For the deletion of old messages. They come in the order of time, so this needs next to no room, and next to nothing at each insert.
create index messages_old on messages using brin (at);

-- A message's way over a channel other than the pages themselves.
create table message_deliveries (
  unit_id int not null,
  message_id bigint not null,
  channel text not null check (channel in ('email', 'webhook')),
  person_id bigint not null,
  -- Waits for the day's one e-mail.
  is_digest boolean not null default false,
  attempts int not null default 0,
  -- When to try (again); never for one that failed too often and waits for a person.
  next_at timestamptz not null,
  failure text,
  sent_at timestamptz,
  primary key (unit_id, message_id, channel),
  foreign key (unit_id, message_id) references messages on delete cascade
);

create index message_deliveries_next on message_deliveries (next_at) where sent_at is null;
-- The next message of a channel for an office, and the first message of a digest.
create index message_deliveries_due on message_deliveries (channel, unit_id, next_at, person_id, message_id) where sent_at is null;
create index message_deliveries_dead on message_deliveries (unit_id, message_id) where sent_at is null and next_at = 'infinity';

-- A person's choice for a kind of message; without a row, an e-mail at once where there is an address, and no webhook.
create table message_choices (
  unit_id int not null,
  person_id bigint not null,
  kind text not null,
  email text not null check (email in ('off', 'now', 'daily')),
  webhook boolean not null,
  primary key (unit_id, person_id, kind),
  foreign key (unit_id, person_id) references people on delete cascade
);

-- The office's own words for a kind of message; without a row, those of the program.
create table message_templates (
  unit_id int not null references units,
  kind text not null,
  language text not null check (language in ('id', 'en')),
  subject text not null check (subject <> ''),
  body text not null,
  changed_at timestamptz not null,
  changed_by bigint not null,
  primary key (unit_id, kind, language),
  foreign key (unit_id, changed_by) references people
);

-- A second receiver of a unit's messages, such as a WhatsApp gateway.
create table webhooks (
  unit_id int primary key references units,
  url text not null check (url <> ''),
  -- Encrypted with the service's protection keys.
  secret text not null,
  changed_at timestamptz not null,
  changed_by bigint not null,
  foreign key (unit_id, changed_by) references people
);

call sop_bind_to_unit('messages');
call sop_bind_to_unit('message_deliveries');
call sop_bind_to_unit('message_choices');
call sop_bind_to_unit('message_templates');
call sop_bind_to_unit('webhooks');
call sop_bind_to_unit('outbox');

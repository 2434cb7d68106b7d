create sequence case_id;
grant usage on sequence case_id to sop_app, sop_system;

create table cases (
  unit_id int not null references units,
  id bigint not null,
  definition_id text not null,
  version int not null,
  title text not null,
  status text not null check (status in ('running', 'finished', 'faulted', 'cancelled')),
  -- CaseState as JSON, readable together with the definition version.
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
  -- When an author put a case that is over away from the designer's list. The case and its history stay.
  put_away_at timestamptz,
  -- Since when the case is put off.
  paused_at timestamptz,
  -- When the promise for the whole case (SPM) is broken, on the calendar it was counted on; null for a case without one.
  standard_due_at timestamptz,
  -- When the promise's clock stood: from, to, from, to, ...; the last has no end while it stands.
  standard_stops timestamptz[] not null default '{}',
  -- When the sweep has to look: never while the clock stands, and once.
  standard_alarm_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, definition_id, version) references definitions (unit_id, definition_id, version),
  foreign key (unit_id, customer_id) references people,
  check ((status = 'running') = (ended_at is null)),
  check ((parent_case is null) = (parent_wait is null))
) with (fillfactor = 70); -- the row changes at every step: room to do it in place

-- No index but that of the primary key holds a column that an ordinary step changes, so a case's row changes in place.
-- A sub-case is started once, however often it is asked for.
create unique index cases_of_parent on cases (unit_id, parent_case, parent_wait) where parent_case is not null;
create index cases_of_customer on cases (unit_id, customer_id, id desc) where customer_id is not null;
create index cases_running on cases (unit_id, id desc) where status = 'running';
create index cases_of_definition on cases (unit_id, definition_id, id desc);
create index cases_ended_early on cases (unit_id, id desc) where status in ('faulted', 'cancelled');
create index cases_in_time on cases (unit_id, started_at, id);
create index cases_by_promise on cases (unit_id, standard_due_at, id) where status = 'running' and standard_due_at is not null;
create index cases_standard_alarms on cases (standard_alarm_at) where status = 'running' and standard_alarm_at is not null;

-- Ends a transaction that does not find all its cases where it locked them.
create function expect_cases(written bigint, wanted int) returns void language plpgsql as $$
begin
  if written <> wanted then
    raise 'A case was changed by another statement of its transaction before it was written: % of % were written.', written, wanted;
  end if;
end $$;

-- Every event of a case, in order, each row's hash covering the one before. Nobody changes or deletes it.
create table history (
  unit_id int not null,
  case_id bigint not null,
  seq int not null,
  at timestamptz not null,
  actor_id bigint,
  event json not null,
  -- The sender and the idempotency key they sent: a repeated request finds its first answer here.
  request_key text,
  hash bytea not null,
  primary key (unit_id, case_id, seq)
);

create unique index history_request on history (unit_id, request_key) where request_key is not null;

-- A JSON value with U+FFFD in place of the escapes that PostgreSQL cannot read as text: NUL, and one half of a surrogate pair. A column of
-- type json keeps them, but ->> fails on the whole value. The history keeps them, because its hashes cover them, so every ->> on the
-- history goes through this function.
create function readable(kept json) returns json
  language sql immutable parallel safe as $$
  select case when kept::text !~* '\\u(0000|d[89a-f])' then kept else regexp_replace(
    regexp_replace(kept::text, '(?<!\\)((?:\\\\)*)\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f]))', '\1\\ufffd', 'gi'),
    '(?<!\\ud[89ab][0-9a-f]{2}|\\)((?:\\\\)*)\\ud[c-f][0-9a-f]{2}', '\1\\ufffd', 'gi')::json end
$$;

-- Whether a value holds such an escape.
create function is_readable(kept json) returns boolean
  language sql immutable parallel safe as $$
  select kept is null or kept::text !~* '\\u(0000|d[89a-f])' or readable(kept)::text = kept::text
$$;

-- A text as it is compared in a search: in small letters, and with accents as one character each (NFC); some systems send a letter and a
-- mark (NFD).
create function folded(of_text text) returns text
  language sql immutable parallel safe
  return lower(case when of_text is nfc normalized then of_text else normalize(of_text, NFC) end);

-- A text as it is searched: its words in small letters, a blank before each. A word that begins with "kop" is in it where ' kop' is.
create function search_text(of_text text) returns text
  language sql immutable parallel safe
  return ' ' || regexp_replace(folded(of_text), '[^[:alnum:]]+', ' ', 'g');

create function search_words(of_text text) returns setof text
  language sql immutable parallel safe as $$
  select distinct left(word, 60) from string_to_table(search_text(of_text), ' ') as word where word <> ''
$$;

-- The words of each case: its title, its customer's name, its number, and the entries of its forms. A table and no text index: row-level
-- security keeps the search operators of those from being used with an index, and the key begins with the unit. In the order of bytes, so
-- that the words with the same first letters are a range.
create table case_words (
  unit_id int not null,
  word text collate "C" not null,
  case_id bigint not null,
  -- The word was written into a form (the number of a receipt, a billing code, an NTPN). It stays true of its case whatever the case is
  -- called later, so a search that looks at the case again finds it by the index.
  written boolean not null default false,
  primary key (unit_id, word, case_id)
);

create index case_words_written on case_words (unit_id, case_id, word) where written;

-- Who saw a case, task or document, and when: at most one row for a person, thing and quarter of an hour.
create table case_views (
  unit_id int not null references units,
  case_id bigint not null,
  kind text not null check (kind in ('case', 'task', 'document')),
  -- Of the task in its case, or of the document; 0 for the case itself.
  no bigint not null,
  person_id bigint not null,
  -- Quarters of an hour since 1970.
  quarter int not null,
  at timestamptz not null,
  primary key (unit_id, case_id, kind, no, person_id, quarter)
);

create index case_views_in_time on case_views (unit_id, at);
create index case_views_of_person on case_views (unit_id, person_id, at);

call sop_bind_to_unit('cases', 'select, insert, update');
call sop_bind_to_unit('history', 'select, insert');
call sop_bind_to_unit('case_words', 'select, insert');
grant update (written) on case_words to sop_app, sop_system;
-- Nobody changes a view; the system deletes old ones.
call sop_bind_to_unit('case_views', 'select, insert');
grant delete on case_views to sop_system;

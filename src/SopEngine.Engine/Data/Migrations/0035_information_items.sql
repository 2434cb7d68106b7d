-- The list of public information (DIP) of an office. An entry that was withdrawn stays, so that its number names nothing else.
create table information_items (
  unit_id int not null references units,
  id bigint generated always as identity,
  -- What it is about, in a sentence.
  summary text not null check (summary <> ''),
  class text not null check (class in ('regular', 'immediate', 'always')),
  -- The part of the office that holds it, and who made it.
  holder text not null,
  maker text not null,
  -- When and where it was made, as written.
  made text not null,
  format text not null,
  retention text not null,
  -- Where it can be read; empty for what is asked for.
  address text not null,
  changed_at timestamptz not null,
  changed_by bigint,
  withdrawn_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, changed_by) references people
);

call sop_bind_to_unit('information_items', 'select, insert, update');

-- The public site of an office, at /o/ and its code.
alter table units
  -- Whether there is one at all: otherwise its addresses answer as those of no office.
  add column is_public bool not null default false;

create index units_public on units (name) where is_public;

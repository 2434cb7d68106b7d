-- The field of a step's form for which a document was sent, and the kind that the form's author names for it.
alter table documents add column field text check (field <> ''), add column label text check (label <> '');

-- The rule by which an office numbers its register of cases.
alter table units add column register_rule text not null default '{seq:0000}/{unit}/{yyyy}' check (register_rule like '%{seq%');

-- The last number given in an office's register, by year where numbers show the year (0 otherwise). Raised in the transaction that opens
-- the case, as the last thing before its commit.
create table register_counters (
  unit_id int not null references units,
  year int not null,
  last int not null check (last > 0),
  primary key (unit_id, year)
);

call sop_bind_to_unit('register_counters', 'select, insert, update');

-- A case's number in the register of its office; null for one that was opened before there was a register.
alter table cases
  add column register_year int,
  add column register_seq int,
  add column register_number text check (register_number <> '');

create unique index cases_in_register on cases (unit_id, register_year, register_seq) where register_seq is not null;

-- The charges of an office for its services (PNBP), line by line. A price is never changed: a new line follows the old one from a day on.
create table tariffs (
  unit_id int not null references units,
  id bigint generated always as identity,
  -- The regulation that sets it.
  basis text not null,
  tariff_group text not null,
  item text not null check (item <> ''),
  -- A range, a volume, a temperature.
  condition text not null,
  -- The unit of one amount: per contoh, per alat.
  per text not null,
  amount bigint not null check (amount >= 0),
  valid_from date not null,
  -- The last day; null while it is valid. A line that was withdrawn ends on the day before its first.
  valid_to date check (valid_to >= valid_from - 1),
  -- The line whose price it changed.
  follows bigint,
  noted_at timestamptz not null,
  noted_by bigint,
  primary key (unit_id, id),
  unique (unit_id, follows),
  foreign key (unit_id, follows) references tariffs,
  foreign key (unit_id, noted_by) references people
);

-- Discounts: the people who pay less, the decree, and the paper that they show.
create table tariff_discounts (
  unit_id int not null references units,
  id bigint generated always as identity,
  who text not null check (who <> ''),
  -- The share that is taken off: 100 for a service that costs nothing.
  percent int not null check (percent between 1 and 100),
  decree text not null check (decree <> ''),
  proof text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from - 1),
  noted_at timestamptz not null,
  noted_by bigint,
  primary key (unit_id, id),
  foreign key (unit_id, noted_by) references people
);

call sop_bind_to_unit('tariffs', 'select, insert, update');
call sop_bind_to_unit('tariff_discounts', 'select, insert, update');

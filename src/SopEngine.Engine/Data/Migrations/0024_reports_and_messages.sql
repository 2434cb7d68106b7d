-- How an office kept its standards in a month or a quarter, as it was counted then: what is changed or deleted later changes no report.
create table reports (
  unit_id int not null references units,
  grain text not null check (grain in ('month', 'quarter')),
  from_day date not null,
  to_day date not null,
  made_at timestamptz not null,
  content json not null,
  primary key (unit_id, grain, from_day)
);

call sop_bind_to_unit('reports', 'select, insert');

-- Which of them the office wants.
alter table units add column report_grains text[] not null default '{month,quarter}' check (report_grains <@ '{month,quarter}');

-- Until somebody has shown that an address is his, nothing is sent there but the question whether it is. Those that have been written to already are taken as known.
alter table people add column email_confirmed_at timestamptz;
alter table people no force row level security;
update people set email_confirmed_at = now() where email is not null;
alter table people force row level security;

-- For their deletion, when they have been kept long enough. They come in order of time, so this needs next to no room, and next to nothing at each insert.
create index messages_old on messages using brin (at);

-- The bills of cases (e-billing), which customers pay outside of the program. They follow from the cases' histories.
create table bills (
  unit_id int not null,
  case_id bigint not null,
  -- Within the case.
  no int not null check (no > 0),
  code text collate "C" not null check (code <> ''),
  -- Whole rupiah.
  amount bigint not null check (amount > 0),
  issued_at timestamptz not null,
  -- The last moment at which it can be paid.
  ends_at timestamptz not null,
  status text not null check (status in ('issued', 'paid', 'expired', 'cancelled', 'replaced')),
  ntpn text collate "C",
  paid_at timestamptz,
  -- The bill of the case in whose place it was issued.
  replaces int,
  primary key (unit_id, case_id, no),
  foreign key (unit_id, case_id) references cases,
  foreign key (unit_id, case_id, replaces) references bills,
  check ((status = 'paid') = (ntpn is not null)),
  check ((ntpn is null) = (paid_at is null))
);

-- A bill that was called back may be issued again with its code, once its mistake is mended.
create unique index bills_code_once on bills (unit_id, code) where status <> 'cancelled';
create unique index bills_ntpn on bills (unit_id, ntpn) where ntpn is not null;
create unique index bills_paid_once on bills (unit_id, case_id) where status = 'paid';
create index bills_code on bills (unit_id, code);
-- The list of bills, all and by state, the newest first.
create index bills_issued on bills (unit_id, issued_at desc, case_id desc, no desc);
create index bills_in_state on bills (unit_id, status, issued_at desc, case_id desc, no desc);

call sop_bind_to_unit('bills', 'select, insert, update');

-- For how many days a bill can be paid unless its form says otherwise, and how, in the office's own words.
alter table units
  add column bill_days int not null default 7 check (bill_days between 1 and 365),
  add column bill_payment text not null default '';

-- Until when a task waits before its case goes on without it, and when the sweep looks at that next: at its reminder, or at its end.
-- Null for a task that waits on; of a case that is put off, nothing rings.
alter table tasks
  add column lapse_at timestamptz,
  add column lapse_alarm timestamptz;

create index tasks_lapsing on tasks (lapse_alarm, case_id, no) where closed_at is null and lapse_alarm is not null;

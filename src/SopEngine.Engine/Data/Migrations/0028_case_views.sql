-- Who saw what of a case and when: at most one row for a person, thing and quarter of an hour.
create table case_views (
  unit_id int not null references units,
  case_id bigint not null,
  kind text not null check (kind in ('case', 'task', 'document')),
  -- Of the task in its case, or of the document; 0 for the case itself.
  no bigint not null,
  person_id bigint not null,
  -- How many quarters of an hour after 1970.
  quarter int not null,
  at timestamptz not null,
  primary key (unit_id, case_id, kind, no, person_id, quarter)
);

create index case_views_in_time on case_views (unit_id, at);
create index case_views_of_person on case_views (unit_id, person_id, at);

-- Nobody changes it; what is old enough goes.
call sop_bind_to_unit('case_views', 'select, insert');
grant delete on case_views to sop_system;

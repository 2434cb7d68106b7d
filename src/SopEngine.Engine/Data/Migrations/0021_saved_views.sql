-- Lists of tasks that a person keeps, as the address that shows them.
create table saved_views (
  unit_id int not null,
  person_id bigint not null,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  list text not null,
  address text not null,
  primary key (unit_id, person_id, id),
  unique (unit_id, person_id, name),
  foreign key (unit_id, person_id) references people on delete cascade
);

call sop_bind_to_unit('saved_views');

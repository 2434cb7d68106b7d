-- The keys by which all nodes protect cookies and tokens. They belong to the service and not to a unit; only the system role reads them.
create table protection_keys (
  id int generated always as identity primary key,
  name text not null,
  xml text not null,
  created_at timestamptz not null default now()
);

grant select, insert on protection_keys to sop_system;

-- Wrong passwords and codes, counted apart for each address, account and device; also the requests for a link by e-mail. Names that nobody has are counted
-- too, and a name may be a password typed into the wrong field: the key is a hash. The table belongs to no unit; only the system role reads it.
create table sign_in_failures (
  key bytea primary key check (length(key) = 32),
  -- Falls with time; a fraction is a failure that is partly forgotten.
  failures double precision not null,
  last_at timestamptz not null
) with (fillfactor = 70);

grant select, insert, update, delete on sign_in_failures to sop_system;

alter table people drop column failed_sign_ins, drop column locked_until;

-- A person asks for a link by e-mail, too.
alter table account_links
  drop constraint account_links_purpose_check,
  add constraint account_links_purpose_check check (purpose in ('invitation', 'reset', 'forgotten'));

create index people_of_email on people (lower(email)) where email_confirmed_at is not null;

-- A form that was sent when its person's session had ended. Its page shows it again when the same person has signed in.
create table kept_forms (
  unit_id int not null,
  id bigint generated always as identity,
  person_id bigint not null,
  kept_at timestamptz not null,
  -- Sealed by the service's keys.
  content bytea not null,
  primary key (unit_id, id),
  foreign key (unit_id, person_id) references people
);

create index kept_forms_of_person on kept_forms (unit_id, person_id, id);

call sop_bind_to_unit('kept_forms', 'select, insert, delete');

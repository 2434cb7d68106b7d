-- The lanes that a supervisor answers for; a supervisor without a row answers for all lanes of the office.
create table lane_supervisors (
  unit_id int not null,
  person_id bigint not null,
  lane text not null check (lane <> ''),
  primary key (unit_id, person_id, lane),
  foreign key (unit_id, person_id) references people on delete cascade
);

call sop_bind_to_unit('lane_supervisors');

create function oversees(of_unit int, of_person bigint, of_lane text) returns boolean
  language sql stable parallel safe as $$
  select not exists (select from lane_supervisors s where s.unit_id = of_unit and s.person_id = of_person)
    or exists (select from lane_supervisors s where s.unit_id = of_unit and s.person_id = of_person and s.lane = of_lane)
$$;

-- A customer's late step reminds the customer alone, and leaves the inboxes of the office. The owner of a forced table sees no row of it.
alter table escalations no force row level security;
alter table tasks no force row level security;
alter table definitions no force row level security;

update escalations e set is_open = false, told_at = coalesce(e.told_at, e.at)
from tasks t
join definitions d on d.unit_id = t.unit_id and d.definition_id = t.definition_id and d.version = t.version
where t.unit_id = e.unit_id and t.case_id = e.case_id and t.no = e.no and e.is_open and e.target <> '@holder'
  and exists (
    select from json_array_elements(d.lanes) l where l ->> 'id' = t.lane and lower(l ->> 'external') = 'true');

alter table escalations force row level security;
alter table tasks force row level security;
alter table definitions force row level security;

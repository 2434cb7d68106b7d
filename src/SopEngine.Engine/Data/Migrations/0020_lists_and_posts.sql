-- promise_outcomes_amiss (0015) finds the broken promises, too.
drop index promise_outcomes_broken;

-- Every dashboard names the staff, who are few beside the customers of the same table.
create index people_staff on people (unit_id, id) where kind = 'staff';

-- From today on, as the office counts days, the person holds this post and no other, apart from one that is noted for a later day; ''
-- for none, then either.
create or replace function hold_post(of_unit int, of_person bigint, post text) returns void language plpgsql as $$
declare
  today date := (select (now() at time zone (u.calendar ->> 'zone'))::date from units u where u.id = of_unit);
begin
  if exists (
    select from post_holders h join posts o on o.unit_id = h.unit_id and o.id = h.post_id
    where h.unit_id = of_unit and h.person_id = of_person and h.from_on <= today and h.until_on is null
      and lower(o.name) = lower(post)) then return; end if;
  -- A post taken and left on one day was a slip of the pen.
  delete from post_holders h
  where h.unit_id = of_unit and h.person_id = of_person and h.until_on is null and (h.from_on = today or post = '' and h.from_on > today);
  update post_holders h set until_on = today - 1
  where h.unit_id = of_unit and h.person_id = of_person and h.until_on is null and h.from_on < today;
  if post = '' then return; end if;
  insert into posts (unit_id, name) values (of_unit, post) on conflict do nothing;
  insert into post_holders (unit_id, post_id, person_id, from_on, noted_at)
  select o.unit_id, o.id, of_person, today, now() from posts o where o.unit_id = of_unit and lower(o.name) = lower(post);
end
$$;

-- Different for each form and for what it says: a form that is sent twice, by a double click or a retry, makes one.
alter table day_notes add column form_key text;
alter table thresholds add column form_key text;
alter table schedules add column form_key text;
create unique index day_notes_form on day_notes (unit_id, form_key) where form_key is not null;
create unique index thresholds_form on thresholds (unit_id, form_key) where form_key is not null;
create unique index schedules_form on schedules (unit_id, form_key) where form_key is not null;

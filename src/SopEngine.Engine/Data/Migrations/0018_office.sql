-- What an office sets for itself: its address and letterhead, and the defaults of what is new in it.
alter table units
  add column address text not null default '',
  add column phone text not null default '',
  add column email text not null default '',
  -- The lines above the office's name on its paper: the bodies that it belongs to.
  add column letterhead text not null default '',
  -- Of messages to people who are added.
  add column language text not null default 'id' check (language in ('id', 'en')),
  -- The ladder that a new SOP begins with, as SOPs write it; null for the program's.
  add column ladder json,
  -- When somebody found the working hours right as they were.
  add column hours_seen_at timestamptz,
  -- When the list for the first day was put away.
  add column first_day_away_at timestamptz;

-- The logo on the office's paper.
create table unit_logos (
  unit_id int primary key references units,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes bytea not null check (length(bytes) between 1 and 512000),
  changed_at timestamptz not null
);

call sop_bind_to_unit('unit_logos');

-- The number of a civil servant, as its digits.
alter table people add column nip text check (nip ~ '^[0-9]{18}$');
create unique index people_nip on people (unit_id, nip) where nip is not null;

-- The posts (jabatan) of an office, and who held each from when to when: a letter is signed by the holder of its day.
create table posts (
  unit_id int not null references units,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  primary key (unit_id, id)
);

create unique index posts_name on posts (unit_id, lower(name));

create table post_holders (
  unit_id int not null,
  id bigint generated always as identity,
  post_id bigint not null,
  person_id bigint not null,
  from_on date not null,
  -- Their last day; null while they hold it.
  until_on date,
  -- The number of the decree by which they hold it.
  decree text not null default '',
  noted_at timestamptz not null,
  noted_by bigint,
  primary key (unit_id, id),
  foreign key (unit_id, post_id) references posts,
  foreign key (unit_id, person_id) references people,
  check (from_on <= until_on)
);

create index post_holders_of_post on post_holders (unit_id, post_id, from_on desc);
create index post_holders_of_person on post_holders (unit_id, person_id);

-- From today on, as the office counts days, the person holds this post and no other; '' for none.
create function hold_post(of_unit int, of_person bigint, post text) returns void language plpgsql as $$
declare
  today date := (select (now() at time zone (u.calendar ->> 'zone'))::date from units u where u.id = of_unit);
begin
  if exists (
    select from post_holders h join posts o on o.unit_id = h.unit_id and o.id = h.post_id
    where h.unit_id = of_unit and h.person_id = of_person and h.until_on is null and lower(o.name) = lower(post)) then return; end if;
  -- A post taken and left on one day was a slip of the pen.
  delete from post_holders h where h.unit_id = of_unit and h.person_id = of_person and h.until_on is null and h.from_on >= today;
  update post_holders h set until_on = today - 1 where h.unit_id = of_unit and h.person_id = of_person and h.until_on is null;
  if post = '' then return; end if;
  insert into posts (unit_id, name) values (of_unit, post) on conflict do nothing;
  insert into post_holders (unit_id, post_id, person_id, from_on, noted_at)
  select o.unit_id, o.id, of_person, today, now() from posts o where o.unit_id = of_unit and lower(o.name) = lower(post);
end
$$;

-- The owner of a forced table sees no row of it.
alter table people no force row level security;
alter table units no force row level security;

insert into posts (unit_id, name)
select distinct on (unit_id, lower(title)) unit_id, title from people
where kind = 'staff' and title <> '' and deactivated_at is null;

insert into post_holders (unit_id, post_id, person_id, from_on, noted_at)
select p.unit_id, o.id, p.id, (p.created_at at time zone (u.calendar ->> 'zone'))::date, now()
from people p join units u on u.id = p.unit_id join posts o on o.unit_id = p.unit_id and lower(o.name) = lower(p.title)
where p.kind = 'staff' and p.deactivated_at is null;

alter table people force row level security;
alter table units force row level security;

call sop_bind_to_unit('posts');
call sop_bind_to_unit('post_holders');

-- The person who holds a post on a day; null for nobody. Of two, the one who took it later.
create function post_holder(of_unit int, of_post bigint, on_day date) returns bigint
  language sql stable parallel safe as $$
  select h.person_id from post_holders h
  where h.unit_id = of_unit and h.post_id = of_post and h.from_on <= on_day and (h.until_on is null or h.until_on >= on_day)
  order by h.from_on desc, h.id desc limit 1
$$;

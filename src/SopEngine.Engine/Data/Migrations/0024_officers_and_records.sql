-- The SOPs that a person answers for and whose figures they see; people who lead or look over the office see all of them.
create table sop_officers (
  unit_id int not null,
  person_id bigint not null,
  definition_id text not null check (definition_id <> ''),
  primary key (unit_id, person_id, definition_id),
  foreign key (unit_id, person_id) references people on delete cascade
);

call sop_bind_to_unit('sop_officers');

-- The differences of a changed calendar, a line for each field with both values; null for a change older than this column.
alter table calendar_changes add changes text;

-- A text without its accents.
create function unaccented(of_text text) returns text
  language sql immutable parallel safe
  return case when of_text ~ '^[[:ascii:]]*$' then of_text
    else normalize(regexp_replace(normalize(of_text, NFD), '[\u0300-\u036f]', '', 'g'), NFC) end;

-- The words by which a customer is found, each also without its accents: "Café" is looked for as "cafe", too.
create function words_of_customer(search text) returns setof text
  language sql immutable parallel safe as $$
  select distinct left(word, 60) from string_to_table(search || ' ' || unaccented(search), ' ') as word where word <> ''
$$;

create or replace function keep_customer_words() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from customer_words w using words_of_customer(old.search) as gone (word)
    where w.unit_id = old.unit_id and w.word = gone.word and w.person_id = old.id;
  end if;
  if new.deactivated_at is null then
    insert into customer_words (unit_id, word, person_id) select new.unit_id, word, new.id from words_of_customer(new.search) as word;
  end if;
  return null;
end
$$;

-- The owner of a forced table sees no row of it.
alter table people no force row level security;
alter table customer_words no force row level security;

insert into customer_words (unit_id, word, person_id)
select p.unit_id, word, p.id from people p cross join lateral words_of_customer(p.search) as word
where p.kind = 'customer' and p.deactivated_at is null and p.search ~ '[^[:ascii:]]' on conflict do nothing;

alter table people force row level security;
alter table customer_words force row level security;

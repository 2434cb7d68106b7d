-- What was told about a case, for its page.
create index messages_of_case on messages (unit_id, case_id, id desc) where case_id is not null;

-- Cases opened between two days, and running ones by their promise. Neither holds a column that a step changes, so a case's row still changes in place.
create index cases_in_time on cases (unit_id, started_at, id);
create index cases_by_promise on cases (unit_id, standard_due_at, id) where status = 'running' and standard_due_at is not null;

-- A text as it is searched: its words in small letters, a blank before each. A word that begins with "kop" is in it where ' kop' is.
create function search_text(of_text text) returns text
  language sql immutable parallel safe
  return ' ' || regexp_replace(lower(of_text), '[^[:alnum:]]+', ' ', 'g');

create function search_words(of_text text) returns setof text
  language sql immutable parallel safe as $$
  select distinct left(word, 60) from string_to_table(search_text(of_text), ' ') as word where word <> ''
$$;

-- The words of each case: its title, its customer's name, its number. A table and no text index: row-level security keeps the search operators of
-- those from being used with an index, and the key begins with the unit. In the order of bytes, so that what begins with some letters is a range.
create table case_words (
  unit_id int not null,
  word text collate "C" not null,
  case_id bigint not null,
  primary key (unit_id, word, case_id)
);

call sop_bind_to_unit('case_words', 'select, insert');

create function note_case_words() returns trigger language plpgsql as $$
begin
  insert into case_words (unit_id, word, case_id)
  select c.unit_id, word, c.id
  from opened c
  left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
  cross join lateral search_words(concat_ws(' ', c.title, p.name, c.id)) as word;
  return null;
end
$$;

insert into case_words (unit_id, word, case_id)
select c.unit_id, word, c.id
from cases c
left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
cross join lateral search_words(concat_ws(' ', c.title, p.name, c.id)) as word;

create trigger case_words after insert on cases referencing new table as opened for each statement execute function note_case_words();

-- Cases are found by what was written into the forms of their steps, too: the number of a receipt, a billing code, an NTPN. Such a word stays true of its
-- case whatever the case is called later, so it is marked as one, and a search that looks at a case again finds it by the index.
alter table case_words add column written boolean not null default false;
grant update (written) on case_words to sop_app, sop_system;

-- Of what was written before, what looks like a number of something. The owner is under the rule that every row belongs to a unit, too; it must see all of
-- them here, also the cases whose titles it did not see when it first noted words.
alter table history no force row level security;
alter table cases no force row level security;
alter table people no force row level security;
alter table case_words no force row level security;

insert into case_words (unit_id, word, case_id)
select c.unit_id, word, c.id
from cases c
left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
cross join lateral search_words(concat_ws(' ', c.title, p.name, c.id)) as word
on conflict do nothing;

insert into case_words (unit_id, word, case_id, written)
select distinct h.unit_id, word, h.case_id, true
from history h
cross join lateral json_each(case when json_typeof(h.event -> 'data') = 'object' then h.event -> 'data' end) as field
cross join lateral search_words(field.value #>> '{}') as word
where h.event ->> 'event' = 'completed' and json_typeof(field.value) = 'string' and length(field.value #>> '{}') <= 60
  and field.value #>> '{}' ~ '[0-9]' and field.value #>> '{}' !~ '^\d{4}-\d{2}-\d{2}'
on conflict (unit_id, word, case_id) do update set written = true;

alter table history force row level security;
alter table cases force row level security;
alter table people force row level security;
alter table case_words force row level security;

create index case_words_written on case_words (unit_id, case_id, word) where written;

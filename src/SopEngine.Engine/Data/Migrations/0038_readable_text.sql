-- A JSON value with U+FFFD in place of the escapes that PostgreSQL cannot read as text: NUL, and one half of a surrogate pair. A column of type json keeps
-- them, but ->> fails on the whole value. The history keeps what was written, which its hashes cover, so those who read it by ->> read it through this.
create function readable(kept json) returns json
  language sql immutable parallel safe as $$
  select case when kept::text !~* '\\u(0000|d[89a-f])' then kept else regexp_replace(
    regexp_replace(kept::text, '(?<!\\)((?:\\\\)*)\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f]))', '\1\\ufffd', 'gi'),
    '(?<!\\ud[89ab][0-9a-f]{2}|\\)((?:\\\\)*)\\ud[c-f][0-9a-f]{2}', '\1\\ufffd', 'gi')::json end
$$;

-- Whether a value holds such an escape.
create function is_readable(kept json) returns boolean
  language sql immutable parallel safe as $$
  select kept is null or kept::text !~* '\\u(0000|d[89a-f])' or readable(kept)::text = kept::text
$$;

-- A text as it is compared in a search: in small letters, and with accents as one character each (NFC) however they were typed; some systems send a letter
-- and a mark (NFD).
create function folded(of_text text) returns text
  language sql immutable parallel safe
  return lower(case when of_text is nfc normalized then of_text else normalize(of_text, NFC) end);

create or replace function search_text(of_text text) returns text
  language sql immutable parallel safe
  return ' ' || regexp_replace(folded(of_text), '[^[:alnum:]]+', ' ', 'g');

-- The words of what was noted before, of the few texts that are not composed. The owner is under the rule that every row belongs to a unit, too.
alter table cases no force row level security;
alter table people no force row level security;
alter table case_words no force row level security;

insert into case_words (unit_id, word, case_id)
select c.unit_id, word, c.id
from cases c
left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
cross join lateral search_words(concat_ws(' ', c.title, p.name, c.id)) as word
where concat_ws(' ', c.title, p.name) is not nfc normalized
on conflict do nothing;

alter table cases force row level security;
alter table people force row level security;
alter table case_words force row level security;

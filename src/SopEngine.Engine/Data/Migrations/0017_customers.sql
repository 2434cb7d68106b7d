-- The register of customers: their addresses and numbers, and a search that needs no scan.

-- A customer's telephone, taxpayer's number and e-mail address as words by which they are found: the telephone with and without the
-- country, a company's number as before and since July 2024.
create function contact_words(phone text, npwp text, email text) returns text
  language sql immutable parallel safe
  return coalesce(' ' || regexp_replace(phone, '[^0-9]', '', 'g'), '')
    || case when phone like '+62%' then ' 0' || substr(regexp_replace(phone, '[^0-9]', '', 'g'), 3) else '' end
    || coalesce(' ' || npwp, '') || case when npwp ~ '^0[0-9]{15}$' then ' ' || substr(npwp, 2) else '' end
    || coalesce(' ' || lower(email), '');

alter table people
  add column address text not null default '',
  -- The taxpayer's number, as its digits.
  add column npwp text check (npwp ~ '^([0-9]{15}|[0-9]{16})$'),
  -- The customer whom this one turned out to be. Their cases and account are that customer's since.
  add column merged_into bigint,
  -- Columns of their own: row-level security keeps an index from being used with a function that may tell of other rows.
  add column sort_name text collate "C" not null generated always as (lower(name)) stored,
  add column search text collate "C" not null generated always as (case when kind = 'customer'
    then search_text(name || ' ' || title || ' ' || user_name || ' ' || coalesce(email, '')) || contact_words(phone, npwp, email)
    else '' end) stored,
  add foreign key (unit_id, merged_into) references people,
  add check (merged_into is null or (kind = 'customer' and deactivated_at is not null));

-- The address to which a link was sent: who uses the link has read the mail.
alter table account_links add column mailed_to text;

drop index people_customers;
create index people_customers on people (unit_id, sort_name, id) where kind = 'customer' and deactivated_at is null;
create index people_customers_removed on people (unit_id, sort_name, id)
  where kind = 'customer' and deactivated_at is not null and merged_into is null;
create index people_merged on people (unit_id, merged_into) where merged_into is not null;

-- The words of the customers in the register, in the order of bytes, so that the words with the same first letters are a range.
create table customer_words (
  unit_id int not null,
  word text collate "C" not null,
  person_id bigint not null,
  primary key (unit_id, word, person_id)
);

-- The owner of a forced table sees no row of it.
alter table people no force row level security;

insert into customer_words (unit_id, word, person_id)
select distinct p.unit_id, left(word, 60), p.id
from people p cross join lateral string_to_table(p.search, ' ') as word
where p.kind = 'customer' and p.deactivated_at is null and word <> '';

alter table people force row level security;

call sop_bind_to_unit('customer_words', 'select, insert, delete');

-- A trigger, because many deeds change a customer and none may forget the words.
create function keep_customer_words() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from customer_words w using string_to_table(old.search, ' ') as gone (word)
    where w.unit_id = old.unit_id and w.word = left(gone.word, 60) and w.person_id = old.id;
  end if;
  if new.deactivated_at is null then
    insert into customer_words (unit_id, word, person_id)
    select distinct new.unit_id, left(word, 60), new.id from string_to_table(new.search, ' ') as word where word <> '';
  end if;
  return null;
end
$$;

create trigger customer_words_of_new after insert on people
  for each row when (new.kind = 'customer') execute function keep_customer_words();
create trigger customer_words_of_changed after update on people
  for each row when (new.kind = 'customer'
    and (old.search <> new.search or (old.deactivated_at is null) <> (new.deactivated_at is null)))
  execute function keep_customer_words();

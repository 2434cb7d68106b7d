-- What an office writes on its public site: the page of the office itself, and that of each service.
create table site_pages (
  unit_id int not null references units,
  -- The SOP of the service; empty for the office itself.
  sop text not null,
  -- The texts that the public reads, by the name of their field; null before they are shown for the first time.
  shown json,
  shown_at timestamptz,
  shown_by bigint,
  -- The texts as they are being written; null while they are the same.
  draft json,
  -- Counts the saves, so that of two people who write the second can be told.
  revision int not null default 1,
  changed_at timestamptz not null,
  changed_by bigint,
  primary key (unit_id, sop),
  foreign key (unit_id, shown_by) references people,
  foreign key (unit_id, changed_by) references people,
  check ((shown is null) = (shown_at is null))
);

-- Pictures of the site. One that neither the shown texts nor the draft names is removed when the next is put in.
create table site_pictures (
  unit_id int not null references units,
  id bigint generated always as identity,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes bytea not null check (length(bytes) between 1 and 26000),
  added_at timestamptz not null,
  primary key (unit_id, id)
);

call sop_bind_to_unit('site_pages');
call sop_bind_to_unit('site_pictures');

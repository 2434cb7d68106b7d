-- Contents that were taken while the scanner was away. They are looked through when somebody first asks for them.
alter table contents add column is_unscanned boolean not null default false;
-- Of a content that was found to be harmful after it was taken: the scanner's name of it. It is given to nobody.
alter table contents add column harm text check (harm <> '');

-- The levels that tasks reached are themselves what has still to be told. Those of before there were messages stay untold for good.
alter table escalations add column told_at timestamptz default '-infinity';
alter table escalations alter column told_at drop default;

create index escalations_untold on escalations (unit_id, at) where told_at is null;

-- When an author put a case that is over away from the designer's list. The case and its history stay.
alter table cases add column put_away_at timestamptz;

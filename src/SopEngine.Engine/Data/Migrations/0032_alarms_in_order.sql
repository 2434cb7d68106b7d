-- Alarms of one instant stand in an order, so that who works through very many of them goes on where he was, and does not pass over all that he has rung.
drop index tasks_alarms;
create index tasks_alarms on tasks (next_alarm, case_id, no) where closed_at is null and next_alarm < 'infinity';

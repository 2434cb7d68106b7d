-- Schedules that a definition in force sets by itself: the id of its activity that says so. Null for what a person set.
alter table schedules add activity_id text check (activity_id <> '');
alter table schedules add unique (unit_id, definition_id, activity_id);

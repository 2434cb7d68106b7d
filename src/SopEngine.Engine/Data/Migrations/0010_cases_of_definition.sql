-- Running cases in the designer: those of a definition, and those that ended otherwise than well. Neither index holds a column that a step
-- changes, so a case's row still changes in place.
create index cases_of_definition on cases (unit_id, definition_id, id desc);
create index cases_ended_early on cases (unit_id, id desc) where status in ('faulted', 'cancelled');

-- Serves the lists of what was done late and of what was taken back, which may be few among very many. Closing a step in time pays nothing for it.
create index tasks_closed_amiss on tasks (unit_id, closing) where closing is not null and (outcome is null or closed_at > due_at);

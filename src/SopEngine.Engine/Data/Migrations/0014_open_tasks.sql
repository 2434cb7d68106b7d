-- The open tasks of a unit, nearest due first: the list of cases is sorted by the steps that are open in them, and narrowed to late ones.
create index tasks_open on tasks (unit_id, due_at, case_id, no) where closed_at is null;

-- The people, two or more, to whom a disposition gave a task, and who alone may take it while nobody holds it. Null: its whole lane.
alter table tasks add column chosen bigint[];

-- Serves the person who leaves the office or a lane: few open tasks are for chosen people.
create index tasks_chosen on tasks using gin (chosen) where chosen is not null and closed_at is null;

-- The same figures by week (from Monday on) and by month, so that a page over years need not add up its days. All is counted once more, by the job that
-- counts what was closed: only it can add up sketches.
create table step_weeks (like step_days including all);
create table step_months (like step_days including all);
create table person_weeks (like person_days including all);
create table person_months (like person_days including all);

call sop_bind_to_unit('step_weeks');
call sop_bind_to_unit('step_months');
call sop_bind_to_unit('person_weeks');
call sop_bind_to_unit('person_months');

-- The owner is under the rule that every row belongs to a unit, too; it must see all of them here.
alter table step_days no force row level security;
alter table person_days no force row level security;
alter table rollup_marks no force row level security;
delete from step_days;
delete from person_days;
update rollup_marks set counted_to = 0;
alter table step_days force row level security;
alter table person_days force row level security;
alter table rollup_marks force row level security;

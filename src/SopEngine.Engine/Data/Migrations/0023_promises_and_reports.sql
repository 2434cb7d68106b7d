-- What became of the promises for whole cases (SPM) in a period: only of cases that have one. What it goes by changes when those of
-- cases_standard_alarms do, or at the case's end: ordinary steps still change the row in place.
create index cases_promised on cases (unit_id, ended_at) where standard_due_at is not null;

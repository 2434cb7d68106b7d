-- Since when it has been told that nobody answered in time. Who asked before this release hears nothing of it.
alter table questions add column overdue_told_at timestamptz;
update questions set overdue_told_at = now() where answer_by <= now();
create index questions_overdue on questions (answer_by) where answered_at is null and overdue_told_at is null and answer_by is not null;

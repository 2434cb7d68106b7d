-- The satisfaction survey (SKM) of an office, and the figures of its index (IKM).
create table survey_settings (
  unit_id int primary key references units,
  weights text not null default 'EXACT' check (weights in ('EXACT', 'W0_11', 'W0_111')),
  -- How often the office counts its index.
  grain text not null default 'month' check (grain in ('month', 'quarter', 'semester', 'year')),
  legal_basis text not null default '' check (length(legal_basis) <= 500),
  changed_at timestamptz not null,
  changed_by bigint,
  foreign key (unit_id, changed_by) references people
);

call sop_bind_to_unit('survey_settings', 'select, insert, update');

-- The times in which the office asks. Without one it always does.
create table survey_openings (
  unit_id int not null references units,
  id bigint generated always as identity,
  from_day date not null,
  to_day date not null,
  primary key (unit_id, id),
  check (from_day <= to_day)
);

call sop_bind_to_unit('survey_openings', 'select, insert, delete');

-- Further questions of the office, outside of the index. One that was asked is retired and never changed, so that its answers keep their
-- meaning.
create table survey_questions (
  unit_id int not null references units,
  no int not null check (no > 0),
  text text not null check (text <> ''),
  -- From the worst to the best.
  answers text[] not null check (cardinality(answers) = 4),
  retired_at timestamptz,
  primary key (unit_id, no)
);

call sop_bind_to_unit('survey_questions', 'select, insert, update');

-- Links and QR codes that everybody may use, such as those on the counter. Not secret.
create table survey_links (
  unit_id int not null references units,
  id bigint generated always as identity,
  code text collate "C" not null unique check (code ~ '^[a-z0-9]{10}$'),
  -- The service that is asked about; null for one that the respondent chooses.
  definition_id text,
  label text not null check (label <> ''),
  made_at timestamptz not null,
  made_by bigint,
  closed_at timestamptz,
  primary key (unit_id, id),
  foreign key (unit_id, made_by) references people
);

call sop_bind_to_unit('survey_links', 'select, insert, update');

-- Secret links to the survey of one case, until they end or the case has answered.
create table survey_invitations (
  unit_id int not null,
  token_hash bytea not null check (length(token_hash) = 32),
  case_id bigint not null,
  expires_at timestamptz not null,
  primary key (unit_id, token_hash),
  foreign key (unit_id, case_id) references cases
);

create unique index survey_invitations_token on survey_invitations (token_hash);
create index survey_invitations_case on survey_invitations (unit_id, case_id);
call sop_bind_to_unit('survey_invitations', 'select, insert, delete');

-- That a case, or a form on a page, has answered. It says nothing of the answer, and no answer says which mark is its own.
create table survey_marks (
  unit_id int not null references units,
  -- "case:" and its number, or "form:" and the hash of the form's key.
  mark text collate "C" not null,
  primary key (unit_id, mark)
);

call sop_bind_to_unit('survey_marks', 'select, insert');

-- The answers. Nothing in a row leads to a person, a case or a time of day.
create table survey_answers (
  unit_id int not null references units,
  id uuid not null default gen_random_uuid(),
  day date not null,
  band text not null check (band in ('morning', 'afternoon')),
  -- Id of the SOP; empty for the office as a whole.
  service text collate "C" not null,
  channel text not null check (channel in ('case', 'link', 'paper')),
  sex text,
  age text,
  education text,
  occupation text,
  requirements_score smallint check (requirements_score between 1 and 4),
  procedure_score smallint check (procedure_score between 1 and 4),
  time_score smallint check (time_score between 1 and 4),
  cost_score smallint check (cost_score between 1 and 4),
  product_score smallint check (product_score between 1 and 4),
  competence_score smallint check (competence_score between 1 and 4),
  behaviour_score smallint check (behaviour_score between 1 and 4),
  complaints_score smallint check (complaints_score between 1 and 4),
  facilities_score smallint check (facilities_score between 1 and 4),
  -- Answers to further questions, by number.
  further json not null,
  primary key (unit_id, id)
);

-- The box into which answers fall. They are counted at once, and taken out when their day is over, all of the day together and in another
-- order: their place and their transaction, by which an answer could be found beside the case that gave it, are gone then.
create table survey_box (like survey_answers including all);
alter table survey_box add foreign key (unit_id) references units, add column counted bool not null default false;
create index survey_box_uncounted on survey_box (unit_id, id) where not counted;

call sop_bind_to_unit('survey_box', 'select, insert, update, delete');
call sop_bind_to_unit('survey_answers', 'select, insert');

-- The sums of the answers by day and service: of all, and of each part of them ("sex:female", "channel:paper").
create table survey_counts (
  unit_id int not null references units,
  part text collate "C" not null,
  day date not null,
  service text collate "C" not null,
  respondents int not null,
  requirements_n int not null,
  requirements_sum int not null,
  procedure_n int not null,
  procedure_sum int not null,
  time_n int not null,
  time_sum int not null,
  cost_n int not null,
  cost_sum int not null,
  product_n int not null,
  product_sum int not null,
  competence_n int not null,
  competence_sum int not null,
  behaviour_n int not null,
  behaviour_sum int not null,
  complaints_n int not null,
  complaints_sum int not null,
  facilities_n int not null,
  facilities_sum int not null,
  primary key (unit_id, part, day, service)
);

call sop_bind_to_unit('survey_counts', 'select, insert, update');

create table survey_question_counts (
  unit_id int not null references units,
  no int not null,
  day date not null,
  service text collate "C" not null,
  answers int not null,
  total int not null,
  primary key (unit_id, no, day, service)
);

call sop_bind_to_unit('survey_question_counts', 'select, insert, update');

-- How many answers on paper each clerk has typed in on a day.
create table survey_paper (
  unit_id int not null references units,
  typed_on date not null,
  person_id bigint not null,
  answers int not null,
  primary key (unit_id, typed_on, person_id),
  foreign key (unit_id, person_id) references people
);

call sop_bind_to_unit('survey_paper', 'select, insert, update');

-- What the office does about its weakest elements.
create table survey_actions (
  unit_id int not null references units,
  id bigint generated always as identity,
  -- The period whose index asked for it, "2026-10", and its service; empty for the office.
  period text not null,
  service text collate "C" not null,
  element text not null,
  action text not null check (action <> ''),
  owner_id bigint not null,
  due_on date not null,
  state text not null default 'planned' check (state in ('planned', 'done', 'dropped')),
  note text not null default '',
  made_at timestamptz not null,
  made_by bigint not null,
  changed_at timestamptz not null,
  changed_by bigint not null,
  primary key (unit_id, id),
  foreign key (unit_id, owner_id) references people,
  foreign key (unit_id, made_by) references people,
  foreign key (unit_id, changed_by) references people
);

create index survey_actions_due on survey_actions (unit_id, due_on, id);
call sop_bind_to_unit('survey_actions', 'select, insert, update');

-- Reports of periods that are over, with the figures of the office and of each service as they were; and whether the public sees them.
create table survey_reports (
  unit_id int not null references units,
  period text not null,
  to_day date not null,
  made_at timestamptz not null,
  content json not null,
  published_at timestamptz,
  published_by bigint,
  primary key (unit_id, period),
  foreign key (unit_id, published_by) references people
);

create index survey_reports_latest on survey_reports (unit_id, to_day desc);
call sop_bind_to_unit('survey_reports', 'select, insert, update');

-- The people who were served in a period.
create index cases_served on cases (unit_id, ended_at, definition_id) where status = 'finished' and customer_id is not null;

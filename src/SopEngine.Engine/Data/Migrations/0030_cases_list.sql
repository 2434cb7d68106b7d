-- What was told about a case, for its page.
create index messages_of_case on messages (unit_id, case_id, id desc) where case_id is not null;

-- What is sent next over a channel for an office, and, of a digest, its first message.
create index message_deliveries_due on message_deliveries (channel, unit_id, next_at, person_id, message_id) where sent_at is null;

-- Ends a transaction that does not find all its cases where it locked them.
create function expect_cases(written bigint, wanted int) returns void language plpgsql as $$
begin
  if written <> wanted then
    raise 'A case was changed by another statement of its transaction before it was written: % of % were written.', written, wanted;
  end if;
end $$;

-- What is sent next over a channel for an office, and, of a digest, its first message.
create index message_deliveries_due on message_deliveries (channel, unit_id, next_at, person_id, message_id) where sent_at is null;

-- The field of a step's form for which a document was sent, and what its author calls it.
alter table documents add column field text check (field <> ''), add column label text check (label <> '');

-- The templates of an office's documents, in versions: at most one draft and one in force of each kind.
create table document_templates (
  unit_id int not null references units,
  -- The kind of its documents, by which their numbers are counted.
  kind text not null check (kind ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(kind) <= 60),
  version int not null check (version > 0),
  state text not null check (state in ('draft', 'in_force', 'superseded')),
  -- Grows with each change of a draft, so that nobody overwrites a change that they have not seen.
  revision int not null default 1,
  name text not null check (name <> ''),
  content text not null,
  -- Empty for documents without a number.
  numbering text not null default '',
  classification text not null default '',
  -- The post whose holder signs; null for nobody.
  post_id bigint,
  for_customer boolean not null default false,
  changed_at timestamptz not null,
  -- Null for the system.
  changed_by bigint,
  in_force_at timestamptz,
  in_force_by bigint,
  primary key (unit_id, kind, version),
  foreign key (unit_id, post_id) references posts,
  foreign key (unit_id, changed_by) references people,
  foreign key (unit_id, in_force_by) references people
);

create unique index document_templates_draft on document_templates (unit_id, kind) where state = 'draft';
create unique index document_templates_in_force on document_templates (unit_id, kind) where state = 'in_force';

-- The documents that an office has issued: the values that make the same document again, and whether it was replaced or cancelled.
create table issued_documents (
  unit_id int not null,
  document_id bigint not null,
  -- The end of the address by which anybody verifies it: 128 random bits.
  token text collate "C" not null check (length(token) = 22),
  issued_on date not null,
  -- The version of the template of the document's kind; null for a text of the SOP's own, which is kept beside.
  template_version int,
  content text,
  filled json not null,
  -- The form by which a person issued it: a form sent twice issues once.
  form_key text,
  replaced_by bigint,
  cancelled_at timestamptz,
  cancelled_by bigint,
  reason text,
  primary key (unit_id, document_id),
  foreign key (unit_id, document_id) references documents,
  foreign key (unit_id, replaced_by) references documents,
  foreign key (unit_id, cancelled_by) references people,
  check ((template_version is null) = (content is not null)),
  check (replaced_by is null or cancelled_at is null)
);

create unique index issued_documents_token on issued_documents (token);
create unique index issued_documents_form on issued_documents (unit_id, form_key) where form_key is not null;
-- Documents are deleted, as uploads that no step took, and each deletion asks for it here.
create index issued_documents_replaced on issued_documents (unit_id, replaced_by) where replaced_by is not null;

call sop_bind_to_unit('document_templates', 'select, insert, update');
call sop_bind_to_unit('issued_documents', 'select, insert, update');

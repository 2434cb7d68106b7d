-- A JSON value with U+FFFD in place of the escapes that PostgreSQL cannot read as text: NUL, and one half of a surrogate pair. A column of type json keeps
-- them, but ->> fails on the whole value. The history keeps what was written, which its hashes cover, so those who read it by ->> read it through this.
create function readable(kept json) returns json
  language sql immutable parallel safe as $$
  select case when kept::text !~* '\\u(0000|d[89a-f])' then kept else regexp_replace(
    regexp_replace(kept::text, '(?<!\\)((?:\\\\)*)\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f]))', '\1\\ufffd', 'gi'),
    '(?<!\\ud[89ab][0-9a-f]{2}|\\)((?:\\\\)*)\\ud[c-f][0-9a-f]{2}', '\1\\ufffd', 'gi')::json end
$$;

-- Whether a value holds such an escape.
create function is_readable(kept json) returns boolean
  language sql immutable parallel safe as $$
  select kept is null or kept::text !~* '\\u(0000|d[89a-f])' or readable(kept)::text = kept::text
$$;

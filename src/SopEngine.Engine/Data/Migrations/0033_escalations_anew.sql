-- A ladder that begins anew has reached nothing yet: its levels are deleted, so that reaching them again is a plain insert.
grant delete on escalations to sop_app, sop_system;

"""Two people for a flash and for whatever is pushed, and nothing that was sent says something else afterwards.

The rule stands here, once: the desk asks the same functions that the walls ask. They hold for whoever writes to the
tables as `desk`, by whatever way: a form, an action, an import, a job, a console.
"""

from django.db import migrations

# What a second person approves. `version` rises with every change, so that a text that is changed and changed back
# has to be approved anew. jsonb has one spelling for each value (RFC 8259; keys sorted, no white space of its own).
DIGEST = """
CREATE FUNCTION alert_needs_two(level text, is_pushed boolean, is_test boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT NOT is_test AND (level = 'flash' OR is_pushed) $$;

CREATE FUNCTION alert_digest(alert bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_object(
    'id', id, 'version', version, 'text', text, 'level', level, 'push', is_pushed, 'topic', section_id,
    'story', article_id, 'stub', makes_stub, 'blog', live_blog_id, 'corrects', corrects_id, 'test', is_test,
    'starts', extract(epoch FROM starts_at), 'lasts', extract(epoch FROM lasts),
    'editions', (SELECT coalesce(jsonb_agg(edition_id ORDER BY edition_id), '[]')
                 FROM breaking_alert_editions WHERE alert_id = alert)
  )::text, 'UTF8')), 'hex') FROM breaking_alert WHERE id = alert
$$;

-- The newest approval, of one of these kinds, with which the alert may be sent now and start then; NULL for none.
CREATE FUNCTION alert_approval(alert bigint, starts timestamptz, kinds text[]) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT approval.id FROM breaking_approval approval JOIN breaking_alert line ON line.id = approval.alert_id
  WHERE line.id = alert AND approval.kind = ANY (kinds) AND approval.digest = alert_digest(alert)
    AND approval.at > clock_timestamp() - interval '15 minutes' AND starts <= approval.at + interval '15 minutes'
    AND (approval.kind <> 'second'
         OR (approval.by_id IS DISTINCT FROM line.author_id AND approval.by_id IS DISTINCT FROM line.edited_by_id))
  ORDER BY approval.id DESC LIMIT 1
$$;
"""

# An approval is of what stands now, by somebody who did not write it, and never of a later hour than this.
APPROVAL = """
CREATE FUNCTION approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE alert breaking_alert;
BEGIN
  SELECT * INTO alert FROM breaking_alert WHERE id = NEW.alert_id FOR UPDATE;
  NEW.at := least(NEW.at, clock_timestamp());
  IF NEW.digest IS DISTINCT FROM alert_digest(NEW.alert_id) THEN
    RAISE EXCEPTION 'The alert says something else than what was approved.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_guard';
  END IF;
  IF NEW.kind = 'second' AND NEW.by_id IN (alert.author_id, alert.edited_by_id) THEN
    RAISE EXCEPTION 'Whoever wrote or edited an alert does not approve it.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_guard';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approval_guard BEFORE INSERT ON breaking_approval FOR EACH ROW EXECUTE FUNCTION approval_guard();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON breaking_approval
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON breaking_alertact
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""

# What an alert says, and to whom. `article_id` is not among them: a story may be linked later.
SAID = (
    *("text", "level", "is_pushed", "section_id", "is_test", "makes_stub", "live_blog_id", "corrects_id"),
    *("starts_at", "lasts"),
)


def rows(record: str) -> str:
    return ", ".join(f"{record}.{column}" for column in SAID)


ALERT = f"""
CREATE FUNCTION alert_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  needs_two boolean := alert_needs_two(NEW.level, NEW.is_pushed, NEW.is_test);
  differs boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF needs_two AND NEW.public_from IS NOT NULL THEN
      RAISE EXCEPTION 'This alert needs the approval of a second person.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_guard';
    END IF;
    RETURN NEW;
  END IF;
  differs := ({rows("NEW")}) IS DISTINCT FROM ({rows("OLD")});
  IF OLD.public_from IS NOT NULL THEN
    IF differs OR NEW.public_from IS NULL OR NEW.author_id IS DISTINCT FROM OLD.author_id
       OR NEW.edited_by_id IS DISTINCT FROM OLD.edited_by_id OR NEW.sent_by_id IS DISTINCT FROM OLD.sent_by_id
       OR (needs_two AND NEW.public_from IS DISTINCT FROM OLD.public_from)
       OR (OLD.stood_down_at IS NOT NULL AND NEW.stood_down_at IS NULL)
       OR (OLD.halted_at IS NOT NULL AND NEW.halted_at IS NULL) THEN
      RAISE EXCEPTION 'An alert that was sent says what it said.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_guard';
    END IF;
    RETURN NEW;
  END IF;
  NEW.version := greatest(NEW.version, OLD.version);
  IF differs OR NEW.article_id IS DISTINCT FROM OLD.article_id THEN
    NEW.version := OLD.version + 1;
  END IF;
  IF NEW.author_id IS DISTINCT FROM OLD.author_id AND OLD.author_id IS NOT NULL THEN
    RAISE EXCEPTION 'An alert stays its author''s.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_guard';
  END IF;
  IF NEW.public_from IS NOT NULL THEN
    IF NEW.version IS DISTINCT FROM OLD.version OR OLD.stood_down_at IS NOT NULL THEN
      RAISE EXCEPTION 'An alert is not changed while it is sent, nor sent once it was thrown away.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_guard';
    END IF;
    IF needs_two AND (NEW.edited_by_id IS DISTINCT FROM OLD.edited_by_id OR
        alert_approval(NEW.id, NEW.public_from, ARRAY['second', 'alone', 'break_glass']) IS NULL) THEN
      RAISE EXCEPTION 'This alert needs the approval of a second person.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_guard';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER alert_guard BEFORE INSERT OR UPDATE ON breaking_alert FOR EACH ROW EXECUTE FUNCTION alert_guard();
"""

# Its lock on the alert makes a change of editions and the sending wait for each other. To a line of the ticker that is
# public an edition may be added, as it needed one person anyway; to what needed two none, and from none one is taken.
EDITIONS = """
CREATE FUNCTION alert_editions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE alert breaking_alert;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'The editions of an alert are put in and taken out.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_editions_guard';
  END IF;
  SELECT * INTO alert FROM breaking_alert
    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.alert_id ELSE OLD.alert_id END FOR UPDATE;
  IF alert.public_from IS NULL THEN
    UPDATE breaking_alert SET version = version + 1 WHERE id = alert.id;
  ELSIF (TG_OP = 'DELETE' AND NOT alert.is_test) OR alert_needs_two(alert.level, alert.is_pushed, alert.is_test) THEN
    RAISE EXCEPTION 'An alert that was sent goes to whom it went.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'alert_editions_guard';
  END IF;
  RETURN CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END;
END $$;
CREATE TRIGGER alert_editions_guard BEFORE INSERT OR UPDATE OR DELETE ON breaking_alert_editions
  FOR EACH ROW EXECUTE FUNCTION alert_editions_guard();
"""

UNDO = """
DROP TRIGGER alert_editions_guard ON breaking_alert_editions; DROP FUNCTION alert_editions_guard();
DROP TRIGGER alert_guard ON breaking_alert; DROP FUNCTION alert_guard();
DROP TRIGGER append_only ON breaking_alertact; DROP TRIGGER append_only ON breaking_approval;
DROP TRIGGER approval_guard ON breaking_approval; DROP FUNCTION approval_guard();
DROP FUNCTION alert_approval(bigint, timestamptz, text[]);
DROP FUNCTION alert_digest(bigint); DROP FUNCTION alert_needs_two(text, boolean, boolean);
"""


class Migration(migrations.Migration):
    dependencies = [("breaking", "0005_acts"), ("articles", "0002_ties")]

    operations = [migrations.RunSQL(DIGEST + APPROVAL + ALERT + EDITIONS, UNDO)]

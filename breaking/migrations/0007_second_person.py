"""Who is no second person for an alert: whoever wrote any of it, and whose account somebody else lately had in hand."""

from django.db import migrations

NOW = """
-- Whoever wrote any of it. Acts are never changed; author and editor stand on the row, too, whatever way they came there.
CREATE FUNCTION alert_writers(alert bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT by_id FROM breaking_alertact
    WHERE alert_id = alert AND verb IN ('draft', 'edit', 'link') AND by_id IS NOT NULL
  UNION SELECT author_id FROM breaking_alert WHERE id = alert AND author_id IS NOT NULL
  UNION SELECT edited_by_id FROM breaking_alert WHERE id = alert AND edited_by_id IS NOT NULL
$$;

-- Whether nobody else on the desk made the account, or gave it password, roles or entry, within a day: until then it
-- could be the same person twice.
CREATE FUNCTION account_is_settled(account bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT granted_at IS NULL OR granted_at < clock_timestamp() - interval '24 hours'
  FROM accounts_user WHERE id = account
$$;

CREATE OR REPLACE FUNCTION alert_approval(alert bigint, starts timestamptz, kinds text[]) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT approval.id FROM breaking_approval approval
  WHERE approval.alert_id = alert AND approval.kind = ANY (kinds) AND approval.digest = alert_digest(alert)
    AND approval.at > clock_timestamp() - interval '15 minutes' AND starts <= approval.at + interval '15 minutes'
    AND (approval.kind <> 'second'
         OR (approval.by_id NOT IN (SELECT alert_writers(alert)) AND account_is_settled(approval.by_id)))
  ORDER BY approval.id DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE alert breaking_alert;
BEGIN
  SELECT * INTO alert FROM breaking_alert WHERE id = NEW.alert_id FOR UPDATE;
  NEW.at := least(NEW.at, clock_timestamp());
  IF NEW.digest IS DISTINCT FROM alert_digest(NEW.alert_id) THEN
    RAISE EXCEPTION 'The alert says something else than what was approved.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_guard';
  END IF;
  IF NEW.kind = 'second' AND NEW.by_id IN (SELECT alert_writers(NEW.alert_id)) THEN
    RAISE EXCEPTION 'Whoever wrote or edited an alert does not approve it.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_guard';
  END IF;
  IF NEW.kind = 'second' AND NOT account_is_settled(NEW.by_id) THEN
    RAISE EXCEPTION 'Whose account was made or changed by somebody else within a day approves nothing.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_guard';
  END IF;
  RETURN NEW;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION alert_approval(alert bigint, starts timestamptz, kinds text[]) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT approval.id FROM breaking_approval approval JOIN breaking_alert line ON line.id = approval.alert_id
  WHERE line.id = alert AND approval.kind = ANY (kinds) AND approval.digest = alert_digest(alert)
    AND approval.at > clock_timestamp() - interval '15 minutes' AND starts <= approval.at + interval '15 minutes'
    AND (approval.kind <> 'second'
         OR (approval.by_id IS DISTINCT FROM line.author_id AND approval.by_id IS DISTINCT FROM line.edited_by_id))
  ORDER BY approval.id DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION approval_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP FUNCTION account_is_settled(bigint); DROP FUNCTION alert_writers(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("breaking", "0006_walls"), ("accounts", "0003_granted_at")]

    operations = [migrations.RunSQL(NOW, BEFORE)]

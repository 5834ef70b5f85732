"""What was public stays as it was, and readers see posts of a live blog only while the blog itself is public.

Versions are added and ended, never changed and never deleted.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION postversion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A version of a post cannot be deleted.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postversion_guard';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.public_from < clock_timestamp() - interval '5 seconds' OR NEW.public_until IS NOT NULL THEN
      RAISE EXCEPTION 'A version of a post cannot begin in the past, and ends where the next begins.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'postversion_guard';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.public_until IS NOT NULL OR NEW.public_until < clock_timestamp() - interval '5 seconds' THEN
    RAISE EXCEPTION 'A version of a post ends once, and not in the past.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postversion_guard';
  END IF;
  OLD.public_until := NEW.public_until;
  IF OLD IS DISTINCT FROM NEW THEN
    RAISE EXCEPTION 'Of a version of a post only public_until can be changed.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'postversion_guard';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER postversion_guard BEFORE INSERT OR UPDATE OR DELETE ON live_postversion
  FOR EACH ROW EXECUTE FUNCTION postversion_guard();
CREATE INDEX postversion_current ON live_postversion (article_id, posted_at) WHERE public_until IS NULL;
"""

# Readers' role asks published_release here with its own policy: the blog's Release of this moment.
IS_PUBLIC = """EXISTS (SELECT 1 FROM published_release r
  WHERE r.article_id = {table}.article_id AND r.state = 'published' AND r.public_from <= now()
  AND (r.public_until IS NULL OR r.public_until > now()))"""

POLICIES = f"""
DROP POLICY postversion_reader ON live_postversion;
CREATE POLICY postversion_reader ON live_postversion FOR SELECT TO reader
  USING (public_from <= now() AND (public_until IS NULL OR public_until > now())
    AND {IS_PUBLIC.format(table="live_postversion")});
ALTER TABLE live_livepost ENABLE ROW LEVEL SECURITY;
CREATE POLICY livepost_reader ON live_livepost FOR SELECT TO reader USING ({IS_PUBLIC.format(table="live_livepost")});
CREATE POLICY livepost_desk ON live_livepost FOR ALL TO desk USING (true) WITH CHECK (true);
ALTER TABLE live_livestate ENABLE ROW LEVEL SECURITY;
CREATE POLICY livestate_reader ON live_livestate FOR SELECT TO reader USING ({IS_PUBLIC.format(table="live_livestate")});
CREATE POLICY livestate_desk ON live_livestate FOR ALL TO desk USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("live", "0002_chain"), ("published", "0002_chain")]

    operations = [
        migrations.RunSQL(
            GUARD,
            """
            DROP INDEX postversion_current;
            DROP TRIGGER postversion_guard ON live_postversion; DROP FUNCTION postversion_guard();
            """,
        ),
        migrations.RunSQL(
            POLICIES,
            """
            DROP POLICY livestate_desk ON live_livestate; DROP POLICY livestate_reader ON live_livestate;
            ALTER TABLE live_livestate DISABLE ROW LEVEL SECURITY;
            DROP POLICY livepost_desk ON live_livepost; DROP POLICY livepost_reader ON live_livepost;
            ALTER TABLE live_livepost DISABLE ROW LEVEL SECURITY;
            DROP POLICY postversion_reader ON live_postversion;
            CREATE POLICY postversion_reader ON live_postversion FOR SELECT TO reader
              USING (public_from <= now() AND (public_until IS NULL OR public_until > now()));
            """,
        ),
    ]

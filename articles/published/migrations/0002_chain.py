"""The chain of a story's Releases, the guard that keeps history as it was, and what a reader's role may see.

By SQL, because Django 5.2 drops `deferrable` beside `nulls_distinct` in CreateModel.
"""

from django.db import migrations

CHAIN = """
ALTER TABLE published_release
  ADD CONSTRAINT release_one_end UNIQUE NULLS NOT DISTINCT (article_id, public_until) DEFERRABLE INITIALLY DEFERRED,
  ADD CONSTRAINT release_followed FOREIGN KEY (article_id, public_until)
    REFERENCES published_release (article_id, public_from) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE published_listing
  ADD CONSTRAINT listing_one_place UNIQUE NULLS NOT DISTINCT (article_id, kind, target_id, edition_id, public_until)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE published_release SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE published_listing SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
"""

GUARD = """
CREATE FUNCTION release_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.public_from < clock_timestamp() - interval '5 seconds' THEN
      RAISE EXCEPTION 'A Release cannot begin in the past.' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_guard';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.public_until IS NOT NULL AND OLD.public_until <= clock_timestamp() - interval '5 seconds' THEN
    RAISE EXCEPTION 'A Release that is over cannot be changed.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'release_guard';
  END IF;
  IF NEW.public_until < clock_timestamp() - interval '5 seconds' THEN
    RAISE EXCEPTION 'A Release cannot end in the past.' USING ERRCODE = 'check_violation', CONSTRAINT = 'release_guard';
  END IF;
  OLD.public_until := NEW.public_until;
  IF OLD IS DISTINCT FROM NEW THEN
    RAISE EXCEPTION 'Of a Release only public_until can be changed.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'release_guard';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_guard BEFORE INSERT OR UPDATE ON published_release
  FOR EACH ROW EXECUTE FUNCTION release_guard();

CREATE FUNCTION release_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.public_from <= clock_timestamp() THEN
    RAISE EXCEPTION 'A Release that has begun cannot be deleted.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'release_keep';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER release_keep AFTER DELETE ON published_release DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION release_keep();
"""

POLICIES = """
ALTER TABLE published_release ENABLE ROW LEVEL SECURITY;
CREATE POLICY release_reader ON published_release FOR SELECT TO reader
  USING (public_from <= now() AND (public_until IS NULL OR public_until > now()));
CREATE POLICY release_desk ON published_release FOR ALL TO desk USING (true) WITH CHECK (true);
ALTER TABLE published_listing ENABLE ROW LEVEL SECURITY;
CREATE POLICY listing_reader ON published_listing FOR SELECT TO reader
  USING (public_from <= now() AND (public_until IS NULL OR public_until > now()));
CREATE POLICY listing_desk ON published_listing FOR ALL TO desk USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0001_initial")]

    operations = [
        migrations.RunSQL(
            CHAIN,
            """
            ALTER TABLE published_release DROP CONSTRAINT release_followed, DROP CONSTRAINT release_one_end;
            ALTER TABLE published_listing DROP CONSTRAINT listing_one_place;
            """,
        ),
        migrations.RunSQL(
            GUARD,
            """
            DROP TRIGGER release_keep ON published_release; DROP TRIGGER release_guard ON published_release;
            DROP FUNCTION release_keep(); DROP FUNCTION release_guard();
            """,
        ),
        migrations.RunSQL(
            POLICIES,
            """
            DROP POLICY release_reader ON published_release; DROP POLICY release_desk ON published_release;
            DROP POLICY listing_reader ON published_listing; DROP POLICY listing_desk ON published_listing;
            ALTER TABLE published_release DISABLE ROW LEVEL SECURITY;
            ALTER TABLE published_listing DISABLE ROW LEVEL SECURITY;
            """,
        ),
    ]

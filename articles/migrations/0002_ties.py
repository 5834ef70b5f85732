"""What ties the reader's tables to the desk's, and what makes history append-only."""

from django.db import migrations

TIES = """
ALTER TABLE published_release
  ADD CONSTRAINT release_of_an_article FOREIGN KEY (article_id) REFERENCES articles_article (id) ON DELETE RESTRICT,
  ADD CONSTRAINT release_of_a_revision FOREIGN KEY (revision_id) REFERENCES articles_revision (id) ON DELETE RESTRICT;
"""

APPEND_ONLY = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % are never changed nor deleted.', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_revision
  FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON articles_auditentry
  FOR EACH ROW EXECUTE FUNCTION append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("published", "0002_chain")]

    operations = [
        migrations.RunSQL(
            TIES,
            """
            ALTER TABLE published_release DROP CONSTRAINT release_of_a_revision,
              DROP CONSTRAINT release_of_an_article;
            """,
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            """
            DROP TRIGGER append_only ON articles_auditentry; DROP TRIGGER append_only ON articles_revision;
            DROP FUNCTION append_only();
            """,
        ),
    ]

"""The chain of a post's versions, as a story's of Releases; history stays as it was; readers see what is said now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("live", "0001_initial"), ("articles", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE live_livepost ADD CONSTRAINT livepost_of_an_article
              FOREIGN KEY (article_id) REFERENCES articles_article (id) ON DELETE RESTRICT,
              ADD CONSTRAINT livepost_and_blog UNIQUE (id, article_id);
            ALTER TABLE live_livestate ADD CONSTRAINT livestate_of_an_article
              FOREIGN KEY (article_id) REFERENCES articles_article (id) ON DELETE RESTRICT;
            ALTER TABLE live_postversion
              ADD CONSTRAINT postversion_in_its_blog FOREIGN KEY (post_id, article_id)
                REFERENCES live_livepost (id, article_id),
              ADD CONSTRAINT postversion_one_end UNIQUE NULLS NOT DISTINCT (post_id, public_until)
                DEFERRABLE INITIALLY DEFERRED,
              ADD CONSTRAINT postversion_followed FOREIGN KEY (post_id, public_until)
                REFERENCES live_postversion (post_id, public_from) DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE live_postversion ENABLE ROW LEVEL SECURITY;
            CREATE POLICY postversion_reader ON live_postversion FOR SELECT TO reader
              USING (public_from <= now() AND (public_until IS NULL OR public_until > now()));
            CREATE POLICY postversion_desk ON live_postversion FOR ALL TO desk USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY postversion_desk ON live_postversion; DROP POLICY postversion_reader ON live_postversion;
            ALTER TABLE live_postversion DISABLE ROW LEVEL SECURITY;
            ALTER TABLE live_postversion DROP CONSTRAINT postversion_followed, DROP CONSTRAINT postversion_one_end,
              DROP CONSTRAINT postversion_in_its_blog;
            ALTER TABLE live_livestate DROP CONSTRAINT livestate_of_an_article;
            ALTER TABLE live_livepost DROP CONSTRAINT livepost_and_blog, DROP CONSTRAINT livepost_of_an_article;
            """,
        )
    ]

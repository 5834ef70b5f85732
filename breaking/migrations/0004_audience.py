"""Readers see no test, and are told of none; stories and live blogs that an alert leads to are the desk's."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("breaking", "0003_two_people")]

    operations = [
        migrations.RunSQL(
            """
            DROP POLICY alert_reader ON breaking_alert;
            CREATE POLICY alert_reader ON breaking_alert FOR SELECT TO reader
              USING (public_from <= now() AND stood_down_at IS NULL AND NOT is_test);
            ALTER TABLE breaking_alert ADD CONSTRAINT alert_in_a_live_blog
              FOREIGN KEY (live_blog_id) REFERENCES articles_article (id) ON DELETE SET NULL;
            ALTER TABLE breaking_streamevent ENABLE ROW LEVEL SECURITY;
            CREATE POLICY streamevent_reader ON breaking_streamevent FOR SELECT TO reader USING (NOT is_test);
            CREATE POLICY streamevent_desk ON breaking_streamevent FOR ALL TO desk USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY streamevent_reader ON breaking_streamevent;
            DROP POLICY streamevent_desk ON breaking_streamevent;
            ALTER TABLE breaking_streamevent DISABLE ROW LEVEL SECURITY;
            ALTER TABLE breaking_alert DROP CONSTRAINT alert_in_a_live_blog;
            DROP POLICY alert_reader ON breaking_alert;
            CREATE POLICY alert_reader ON breaking_alert FOR SELECT TO reader
              USING (public_from <= now() AND stood_down_at IS NULL);
            """,
        )
    ]

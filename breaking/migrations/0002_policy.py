"""An alert is seen while it runs, and leads to a story of the desk's table or to none."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("breaking", "0001_initial"), ("articles", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE breaking_alert ADD CONSTRAINT alert_to_an_article
              FOREIGN KEY (article_id) REFERENCES articles_article (id) ON DELETE SET NULL;
            ALTER TABLE breaking_alert ENABLE ROW LEVEL SECURITY;
            CREATE POLICY alert_reader ON breaking_alert FOR SELECT TO reader
              USING (public_from <= now() AND stood_down_at IS NULL);
            CREATE POLICY alert_desk ON breaking_alert FOR ALL TO desk USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY alert_reader ON breaking_alert; DROP POLICY alert_desk ON breaking_alert;
            ALTER TABLE breaking_alert DISABLE ROW LEVEL SECURITY;
            ALTER TABLE breaking_alert DROP CONSTRAINT alert_to_an_article;
            """,
        )
    ]

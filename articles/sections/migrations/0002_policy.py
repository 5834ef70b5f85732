"""A coverage that is announced for later is not there yet for readers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sections", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE sections_coverage ENABLE ROW LEVEL SECURITY;
            CREATE POLICY coverage_reader ON sections_coverage FOR SELECT TO reader USING (public_from <= now());
            CREATE POLICY coverage_desk ON sections_coverage FOR ALL TO desk USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY coverage_reader ON sections_coverage; DROP POLICY coverage_desk ON sections_coverage;
            ALTER TABLE sections_coverage DISABLE ROW LEVEL SECURITY;
            """,
        )
    ]

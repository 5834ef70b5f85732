"""A channel and its schedule are seen while it is shown, and a broadcast lasts a day at most."""

from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="broadcast",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__lte", models.F("starts_at") + timedelta(days=1))),
                name="broadcast_within_a_day",
            ),
        ),
        migrations.RunSQL(
            """
            ALTER TABLE channels_channel ENABLE ROW LEVEL SECURITY;
            CREATE POLICY channel_reader ON channels_channel FOR SELECT TO reader USING (is_shown);
            CREATE POLICY channel_desk ON channels_channel FOR ALL TO desk USING (true) WITH CHECK (true);
            ALTER TABLE channels_broadcast ENABLE ROW LEVEL SECURITY;
            CREATE POLICY broadcast_reader ON channels_broadcast FOR SELECT TO reader
              USING (EXISTS (SELECT 1 FROM channels_channel c WHERE c.id = channel_id AND c.is_shown));
            CREATE POLICY broadcast_desk ON channels_broadcast FOR ALL TO desk USING (true) WITH CHECK (true);
            """,
            """
            DROP POLICY broadcast_reader ON channels_broadcast; DROP POLICY broadcast_desk ON channels_broadcast;
            ALTER TABLE channels_broadcast DISABLE ROW LEVEL SECURITY;
            DROP POLICY channel_reader ON channels_channel; DROP POLICY channel_desk ON channels_channel;
            ALTER TABLE channels_channel DISABLE ROW LEVEL SECURITY;
            """,
        ),
    ]

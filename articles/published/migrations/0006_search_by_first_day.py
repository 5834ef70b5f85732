"""A search is ordered and narrowed by when stories were first published; of their sections Listing knows all."""

from django.db import migrations

BY_FIRST_DAY = """
UPDATE published_searchdocument d SET sort_at = r.first_published_at
FROM published_release r WHERE r.id = d.release_id AND d.sort_at <> r.first_published_at
"""
BY_UPDATE = """
UPDATE published_searchdocument d SET sort_at = r.updated_at FROM published_release r WHERE r.id = d.release_id
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0005_off_most_read")]

    operations = [
        migrations.RunSQL(BY_FIRST_DAY, BY_UPDATE),
        migrations.RemoveField(model_name="searchdocument", name="section_id"),
        migrations.RemoveField(model_name="searchdocument", name="kind"),
    ]

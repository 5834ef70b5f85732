"""The colour of a section's labels, which went by its slug until now, becomes a choice of its own."""

from django.db import migrations, models

TONES = {
    "opinion": ("opinion", "opinión", "comment", "رأي", "آراء"),
    "culture": ("culture", "arts", "arts-culture", "cultura", "ثقافة", "فنون"),
    "sport": ("sport", "sports", "deportes", "deporte", "رياضة"),
}


def keep_colours(apps, schema_editor):
    for tone, slugs in TONES.items():
        apps.get_model("sections", "Section").objects.filter(slug__in=slugs).update(tone=tone)


class Migration(migrations.Migration):
    dependencies = [("sections", "0002_policy")]

    operations = [
        migrations.AddField(
            model_name="section",
            name="tone",
            field=models.CharField(
                blank=True,
                choices=[("opinion", "opinion"), ("culture", "culture"), ("sport", "sport")],
                default="",
                help_text="Of its labels, and of those of the sections below it. Without one they are blue.",
                max_length=8,
                verbose_name="colour",
            ),
        ),
        migrations.RunPython(keep_colours, migrations.RunPython.noop),
    ]

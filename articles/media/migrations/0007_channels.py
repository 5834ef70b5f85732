from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0005_in_bodies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="use",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("portrait", "portrait of an author"),
                    ("coverage", "hero of a coverage"),
                    ("logo", "logo of an edition"),
                    ("channel", "poster of a channel"),
                ],
                max_length=12,
            ),
        ),
    ]

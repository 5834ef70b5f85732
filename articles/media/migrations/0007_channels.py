from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0006_live_posts"),
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
                    ("live_post", "post of a live blog"),
                    ("channel", "poster of a channel"),
                ],
                max_length=12,
            ),
        ),
    ]

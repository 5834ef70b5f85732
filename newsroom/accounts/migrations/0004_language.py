from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_granted_at")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, max_length=12, verbose_name="own language"),
        )
    ]

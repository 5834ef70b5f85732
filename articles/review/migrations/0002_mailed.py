from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]

    operations = [
        migrations.AddField(model_name="mention", name="mailed_at", field=models.DateTimeField(null=True)),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_membership")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="granted_at",
            field=models.DateTimeField(editable=False, null=True),
        )
    ]

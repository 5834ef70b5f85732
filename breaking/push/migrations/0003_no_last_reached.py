from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("push", "0002_switch_and_counts")]

    operations = [migrations.RemoveField(model_name="subscription", name="seen_at")]

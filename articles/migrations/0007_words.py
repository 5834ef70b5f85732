"""What stories are found by on the desk, folded as the library's words are."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0006_assignments"),
        ("media", "0004_finding"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.Value(""),
                    "headline",
                    "slugline",
                    function="library_fold",
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="article_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RemoveIndex(model_name="article", name="article_headline_words"),
    ]

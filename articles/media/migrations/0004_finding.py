"""What a picture is found by, folded as readers' searches are, and what tells when rights end."""

import django.contrib.postgres.indexes
from django.db import migrations, models

# Immutable, unlike the function that it calls, because the dictionary of accents is no setting of ours. Whoever
# changes that dictionary writes the column anew.
FUNCTION = """
CREATE FUNCTION library_fold(VARIADIC words text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.search_fold(array_to_string(words, ' '))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_what_files_say_of_themselves"),
        ("published", "0003_search"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION library_fold(text[]);"),
        migrations.AddField(
            model_name="image",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    "caption",
                    "alt_text",
                    "credit",
                    "photographer",
                    "place",
                    "keywords",
                    "file_name",
                    function="library_fold",
                    output_field=models.TextField(),
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="image_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(
                condition=models.Q(("rights_until__isnull", False)),
                fields=["rights_until"],
                name="image_rights_until",
            ),
        ),
    ]

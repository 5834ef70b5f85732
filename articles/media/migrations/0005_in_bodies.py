"""Which pictures and videos a body names, found by an index on the body itself: there is nothing to keep in line.

The attributes are those of the blocks in articles/body/schema.py.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION body_ids(body text, attribute text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT id::bigint), '{}')
  FROM regexp_matches(body, attribute || '="([0-9,]+)"', 'g') AS found(ids), string_to_table(found.ids[1], ',') AS id
  WHERE id ~ '^[0-9]{1,18}$'
$$;
CREATE FUNCTION body_pictures(body text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.body_ids(body, 'data-(?:image-id|images)')
$$;
CREATE FUNCTION body_videos(body text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.body_ids(body, 'data-video-id')
$$;
CREATE INDEX article_body_pictures ON articles_article USING gin (body_pictures(body));
CREATE INDEX article_body_videos ON articles_article USING gin (body_videos(body));
"""
BACKWARDS = """
DROP INDEX article_body_pictures;
DROP INDEX article_body_videos;
DROP FUNCTION body_pictures(text);
DROP FUNCTION body_videos(text);
DROP FUNCTION body_ids(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0004_finding"),
        ("articles", "0007_words"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]

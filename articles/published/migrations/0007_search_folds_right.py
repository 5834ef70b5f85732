"""Ya and ta marbuta are folded to ya and ha; words between guillemets or pointed brackets are words, not tags.

Of the signs to fold one had two counterparts, so that each after it got its neighbour's. And `«`, without accents, is
`<<`, with which the parser of PostgreSQL begins a tag that it leaves out.
"""

from django.db import migrations

FOLD = r"""
CREATE OR REPLACE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE STRICT AS $$
  SELECT public.unaccent('public.unaccent', regexp_replace(
    translate(
      regexp_replace(lower(normalize(words, NFC)), '[\u064B-\u0652\u0670\u0640]', '', 'g'),
      'أإآٱىةؤئ«»‹›<>', 'اااايهوي      '),
    '\m(?:[وفبك]?ال|لل)(?=[\u0621-\u064A]{2})', '', 'g'))
$$;
"""
# What was stored was folded as before: the words of each Release that is not over are read again from it, its body's
# without the tags. The next change of a story reads them as ever.
AGAIN = r"""
UPDATE published_searchdocument d SET vector = search_vector(
  e.language, r.headline, r.kicker || ' ' || r.standfirst,
  replace(replace(replace(replace(
    regexp_replace(r.body, '<[^>]*>', ' ', 'g'), '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&amp;', '&'))
FROM published_release r JOIN editions_edition e ON e.id = r.edition_id
WHERE r.id = d.release_id
  AND concat(r.headline, r.kicker, r.standfirst, r.body) ~ '[\u0649\u0629\u0624\u0626«»‹›]|&[lg]t;'
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0006_search_by_first_day")]

    operations = [
        migrations.RunSQL(FOLD, migrations.RunSQL.noop),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]

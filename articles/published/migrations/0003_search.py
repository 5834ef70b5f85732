"""How the words of a search are folded: one function for what is stored and for what is asked.

Arabic: marks and tatweel go, the forms of alef, ya and ta marbuta become one, and the article (with و, ب, ك, ل, ف
before it) is taken off, so that حرب finds الحرب. Elsewhere accents go. Stemming is that of the language.
"""

from django.db import migrations

FUNCTIONS = r"""
CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE STRICT AS $$
  SELECT public.unaccent('public.unaccent', regexp_replace(
    translate(
      regexp_replace(lower(normalize(words, NFC)), '[\u064B-\u0652\u0670\u0640]', '', 'g'),
      'أإآٱىةؤئ', 'ااااايهوي'),
    '\m(?:[وفبك]?ال|لل)(?=[\u0621-\u064A]{2})', '', 'g'))
$$;

CREATE FUNCTION search_language(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE split_part(language, '-', 1)
    WHEN 'en' THEN 'pg_catalog.english'::regconfig WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
    WHEN 'fr' THEN 'pg_catalog.french'::regconfig WHEN 'de' THEN 'pg_catalog.german'::regconfig
    WHEN 'it' THEN 'pg_catalog.italian'::regconfig WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
    WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
    WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig ELSE 'pg_catalog.simple'::regconfig END
$$;

CREATE FUNCTION search_vector(language text, headline text, standfirst text, body text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector(search_language(language), search_fold(headline)), 'A')
      || setweight(to_tsvector(search_language(language), search_fold(standfirst)), 'B')
      || setweight(to_tsvector(search_language(language), search_fold(left(body, 200000))), 'C')
$$;

CREATE FUNCTION search_query(language text, words text) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT websearch_to_tsquery(search_language(language), search_fold(words))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("published", "0002_chain"), ("editions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            """
            DROP FUNCTION search_query(text, text); DROP FUNCTION search_vector(text, text, text, text);
            DROP FUNCTION search_language(text); DROP FUNCTION search_fold(text);
            """,
        )
    ]

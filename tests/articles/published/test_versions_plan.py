from __future__ import annotations

import pytest
from django.db import connections

from articles.published.models import Release
from articles.published.moment import READER, reader_moment
from articles.published.versions import read_with

pytestmark = [pytest.mark.reader_role, pytest.mark.database]


def test_readers_story_finds_its_versions_by_their_group_and_not_among_all_stories() -> None:
    with reader_moment() as moment, connections[READER].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = moment.current(Release.objects.filter(article_id=1)).annotate(versions=read_with(moment))
        plan = rows.explain()
    assert "release_translation_group" in plan

"""Two people translate one story into one edition at once: one version is made, and both have it."""

from __future__ import annotations

from functools import partial

import pytest

from articles.models import Article
from articles.translating import translate
from tests.articles.spine.test_races import in_turn
from tests.factories import make_article, make_edition, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_of_two_who_translate_at_once_the_second_gets_the_version_of_the_first() -> None:
    source, spanish = make_article(), make_edition("es")
    first, second = make_user(), make_user()
    ends = in_turn(*(partial(translate, source.pk, spanish, person) for person in (first, second)))
    assert ends == [None, None]
    assert Article.objects.get(edition=spanish).creator == first

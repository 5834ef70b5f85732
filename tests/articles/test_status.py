from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from articles.querysets import status_in
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db


def test_one_story_and_a_list_of_them_and_a_chain_in_hand_say_the_same_status() -> None:
    editor, soon = make_user("editor"), timezone.now() + timedelta(hours=1)
    scheduled, ending, withdrawn, gone = (make_article(published=n > 0) for n in range(4))
    make_article()
    publishing.schedule(scheduled.pk, editor, at=soon)
    publishing.withdraw(ending.pk, editor, notice="An error.", at=soon)
    publishing.withdraw(withdrawn.pk, editor, notice="An error.")
    publishing.unpublish(gone.pk, editor)
    seen = set()
    for at in (timezone.now(), soon + timedelta(minutes=1)):
        for listed in Article.objects.with_status(at):
            chain = list(Release.objects.filter(article_id=listed.pk))
            assert status_in(chain, at) == listed.public_status
            seen.add(listed.public_status)
    assert seen == {"hidden", "scheduled", "published", "withdrawn", "gone"}
    for listed in Article.objects.with_status():
        assert Article.objects.get(pk=listed.pk).public_status == listed.public_status

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.articles.published.pages import path_of
from tests.factories import make_article
from tests.newsroom.redirects.making import redirect

if TYPE_CHECKING:
    from django.test import Client


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_may_read_what_an_old_address_needs(client: Client) -> None:
    story = make_article("Council votes", published=True)
    redirect("/old/", str(story.pk))
    assert client.get("/old/")["Location"] == path_of(story)

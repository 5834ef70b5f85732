"""Share links that open nothing: wrong, over, revoked ones are no different from a page that never was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from articles import publishing
from articles.previews.links import make_link, revoke
from articles.previews.models import ShareLink
from newsroom.accounts.models import User
from tests.articles.previews.sharing import NEVER, answer, is_closed, shared
from tests.factories import (
    make_article,
    make_user,
)

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


# What opens nothing


def test_it_is_over_at_the_very_instant(site_clock: SiteClock) -> None:
    path = shared(make_article(), hours=2)
    link = ShareLink.objects.get()
    assert link.expires_at - link.created_at == timedelta(hours=2)
    site_clock.forward_to(link.expires_at - timedelta(milliseconds=3))
    assert answer(path)[0] == 200
    site_clock.forward_to(max(site_clock.now, link.expires_at - timedelta(milliseconds=1)))
    assert is_closed(path)


def test_it_is_over_once_it_is_revoked_and_others_are_not(site_clock: SiteClock) -> None:
    story, chief = make_article(), make_user("editor")
    ended, lasting = make_link(story.pk, chief), make_link(story.pk, chief)
    revoke(ended[0], chief)
    assert is_closed(f"/preview/{ended[1]}/")
    assert answer(f"/preview/{lasting[1]}/")[0] == 200


def test_it_is_over_while_the_story_is_spiked() -> None:
    story, chief = make_article(), make_user("editor")
    path = shared(story)
    publishing.spike(story.pk, chief)
    assert is_closed(path)


def test_it_is_over_when_its_maker_s_account_is_closed() -> None:
    maker = make_user("editor")
    path = shared(make_article(), maker)
    maker.is_active = False
    maker.save()
    assert is_closed(path)


def test_it_is_over_when_its_maker_may_not_see_the_story_any_more() -> None:
    maker = make_user("editor")
    path = shared(make_article(), maker)
    maker.memberships.all().delete()
    assert is_closed(path)


MALFORMED = (
    "",
    "x/",
    "a" * 42 + "/",
    "a" * 44 + "/",
    "a" * 43 + "/",
    "a" * 42 + "=/",
    "a" * 43 + "/media/",
    "a" * 43 + "/media/x.jpg",
    "a" * 43 + "/" + "a" * 43 + "/",
    "%20" * 43 + "/",
    "é" * 43 + "/",
    "a" * 43 + "//",
    "../" + "a" * 43 + "/",
)


@pytest.mark.parametrize("rest", MALFORMED)
def test_a_token_that_never_was_opens_nothing(rest: str) -> None:
    shared(make_article())
    assert is_closed(f"/preview/{rest}")


def test_what_is_near_a_token_opens_nothing() -> None:
    path = shared(make_article())
    token = path.split("/")[2]
    other = "A" if token[-1] != "A" else "B"
    link = ShareLink.objects.get()
    for near in (
        token[:-1],
        token[:-1] + other,
        token.swapcase(),
        link.token_hash,
        str(link.pk),
        token + "%0A",
    ):
        assert is_closed(f"/preview/{near}/"), near
    for spelling in (f"{path}x/", f"{path}?x=", path.upper(), f"/en{path}"):
        expected = 200 if "?" in spelling else 404
        assert answer(spelling)[0] == expected


@pytest.mark.parametrize("why", ["wrong", "expired", "revoked", "spiked", "inactive"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_whatever_closed_it_the_answer_is_that_of_an_address_that_never_was(
    why: str, method: str, site_clock: SiteClock
) -> None:
    make_article("Public", published=True)
    story, chief, maker = make_article("Hidden words"), make_user("editor"), make_user("editor")
    link, token = make_link(story.pk, maker)
    if why == "wrong":
        token = "w" * 43
    if why == "expired":
        site_clock.forward(hours=24)
    if why == "revoked":
        revoke(link, chief)
    if why == "spiked":
        publishing.spike(story.pk, chief)
    if why == "inactive":
        User.objects.filter(pk=maker.pk).update(is_active=False)
    found = answer(f"/preview/{token}/", method)
    assert found[0] == 404
    assert found == answer(NEVER, method) == answer("/nonsense/xyz/", method)
    assert b"Hidden words" not in found[2]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_takes_no_other_method(method: str) -> None:
    path = shared(make_article())
    assert answer(path, method) == answer(NEVER, method)
    assert answer(path, method)[0] == 405


def test_a_host_that_is_not_ours_opens_nothing(settings: SettingsWrapper) -> None:
    path = shared(make_article())
    settings.ALLOWED_HOSTS = ["localhost"]
    assert answer(path, host="evil.example")[0] == 400


def test_a_link_that_is_open_says_nothing_of_another_story(client: Client) -> None:
    first, second = make_article("First story"), make_article("Second story")
    path, _other = shared(first), shared(second)
    assert "Second story" not in client.get(path).content.decode()

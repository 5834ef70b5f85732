"""Every address of the desk that writes, asked by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver

from articles.admin.panel import VERBS
from articles.models import Article
from breaking.models import Alert
from newsroom.accounts.models import User
from tests.desk.forms import ADD, CHANGE, signed_in, story_post, verb_post, verb_url, visitor
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_tag,
    make_user,
    picture_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
PEOPLE = ("anonymous", "nobody", "journalist", "editor", "admin", "elsewhere")


# Who gets through each verb on somebody else's story, and how the story stands.
VERB_STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "submit": ("draft", {}),
    "take_back": ("submitted", {}),
    "send_back": ("submitted", {"note": "More."}),
    "publish": ("draft", {}),
    "schedule": ("draft", {"at": "2031-01-01T12:00"}),
    "cancel": ("draft", {"release": 1}),
    "correct": ("published", {"text": "It was Tuesday.", "type": "correction"}),
    "edit_live": ("published", {}),
    "withdraw": ("published", {"notice": "Wrong."}),
    "unpublish": ("published", {}),
    "move": ("published", {"moved_to": "/politics/"}),
    "spike": ("draft", {}),
    "revive": ("draft", {}),
    "assign": ("draft", {"was": ";"}),
    "take": ("draft", {}),
    "off_most_read": ("published", {}),
    "on_most_read": ("published", {}),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_answers_whoever_asks_by_their_rights(verb: str, who: str) -> None:
    state, answers = VERB_STATES[verb]
    story = make_article(submitted=state == "submitted", published=state == "published")
    before = (story.stage, story.public_status, story.revisions.count())
    response = visitor(who).post(verb_url(story, verb), verb_post(story, **answers))
    expected = {"anonymous": 302, "nobody": 302, "elsewhere": 404, "journalist": 403}.get(who)
    if expected is None:
        # A draft is not spiked, and nothing of it is pending.
        expected = {"revive": 403, "cancel": 422}.get(verb, 302)
    assert response.status_code == expected
    if expected == 302 and who in ("anonymous", "nobody"):
        assert response["Location"].startswith("/admin/login/")
    if who not in ("editor", "admin"):
        fresh = Article.objects.get(pk=story.pk)
        assert (fresh.stage, fresh.public_status, fresh.revisions.count()) == before


def _story_add(_: Article) -> tuple[str, dict[str, Any]]:
    return ADD, {"headline": "New", "kind": "story", "edition": make_edition().pk}


def _story_change(story: Article) -> tuple[str, dict[str, Any]]:
    return CHANGE.format(story.pk), story_post(story, headline="Changed")


def _upload(_: Article) -> tuple[str, dict[str, Any]]:
    return "/admin/media/image/upload/", {"file": SimpleUploadedFile("a.jpg", picture_bytes())}


def _propose(_: Article) -> tuple[str, dict[str, Any]]:
    return "/admin/lookup/tags/propose/", {"name": "harbours"}


def _alert(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"text": "Bridge closed", "level": "ticker", "editions": [make_edition().pk], "hours": 6}
    return "/admin/breaking/alert/add/", post


def _names(count: int = 0) -> dict[str, Any]:
    return {"names-TOTAL_FORMS": count, "names-INITIAL_FORMS": 0}


def _tag(_: Article) -> tuple[str, dict[str, Any]]:
    return f"/admin/tags/tag/{make_tag().pk}/change/", {"name": "streams", "slug": "streams", **_names()}


def _author(_: Article) -> tuple[str, dict[str, Any]]:
    return "/admin/authors/author/add/", {"name": "New Author", "kind": "person", **_names()}


def _coverage(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"name": "Elections", "public_from": "2026-01-01T00:00", **_names()}
    return "/admin/sections/coverage/add/", post


def _section(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"edition": make_edition().pk, "name": "Sport", "slug": "sport", "position": 0}
    return "/admin/sections/section/add/", {**post, "default_genre": "news", "default_kind": "story"}


def _region(_: Article) -> tuple[str, dict[str, Any]]:
    return f"/admin/sections/region/{make_region().pk}/change/", {"name": "Old World", **_names()}


def _page(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"edition": make_edition().pk, "headline": "About", "slug": "about", "body": "<p>Us.</p>"}
    return "/admin/pages/page/add/", post


def _menu(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"edition": make_edition().pk, "menu": "main", "label": "News", "url": "/news/", "position": 0}
    return "/admin/pages/menuitem/add/", post


DATES = ("day_format", "long_day_format", "digits")


def _edition(_: Article) -> tuple[str, dict[str, Any]]:
    edition = make_edition()
    kept = ("label", "name", "language", "direction", "time_zone", "date_format", "reading_wpm", "position")
    post = {name: getattr(edition, name) for name in (*kept, *DATES)} | {"slogan": "New"}
    return f"/admin/editions/edition/{edition.pk}/change/", post


def _person(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"username": "newcomer", "password1": "a long enough one 7", "password2": "a long enough one 7"}
    roles = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    return "/admin/accounts/user/add/", {**post, "usable_password": "true", **roles}


def _password(_: Article) -> tuple[str, dict[str, Any]]:
    post = {"password1": "a long enough one 7", "password2": "a long enough one 7", "usable_password": "true"}
    return f"/admin/accounts/user/{make_user().pk}/password/", post


# Address and form, and the lowest role that gets through.
WRITES: dict[str, tuple[Callable[[Article], tuple[str, dict[str, Any]]], str]] = {
    "story add": (_story_add, "journalist"),
    "story change": (_story_change, "editor"),
    "picture upload": (_upload, "journalist"),
    "tag proposal": (_propose, "journalist"),
    "alert": (_alert, "editor"),
    "tag": (_tag, "editor"),
    "author": (_author, "editor"),
    "coverage": (_coverage, "editor"),
    "page": (_page, "editor"),
    "menu": (_menu, "editor"),
    "section": (_section, "admin"),
    "region": (_region, "admin"),
    "edition": (_edition, "admin"),
    "person": (_person, "admin"),
    "password": (_password, "admin"),
}
RANK = {"anonymous": 0, "nobody": 0, "journalist": 1, "editor": 2, "admin": 3}


@pytest.mark.parametrize("who", sorted(RANK))
@pytest.mark.parametrize("what", sorted(WRITES))
def test_a_form_is_taken_from_those_alone_who_may_send_it(what: str, who: str) -> None:
    build, lowest = WRITES[what]
    url, post = build(make_article())
    response = visitor(who).post(url, post)
    is_in = response.status_code in (201, 302) and "/admin/login/" not in response.headers.get("Location", "")
    assert is_in == (RANK[who] >= RANK[lowest]), response.content.decode()[:2000]
    if not is_in and RANK[who]:
        assert response.status_code == 403


def test_nothing_on_the_desk_is_deleted_by_its_address() -> None:
    story, editor = make_article(), signed_in(make_user("admin"))
    rows = {
        f"articles/article/{story.pk}": Article,
        f"media/image/{make_image().pk}": None,
        f"tags/tag/{make_tag().pk}": None,
        f"authors/author/{make_author().pk}": None,
        f"sections/section/{story.section_id}": None,
        f"sections/coverage/{make_coverage().pk}": None,
        f"editions/edition/{story.edition_id}": None,
        f"accounts/user/{story.creator_id}": User,
    }
    for place in rows:
        assert editor.post(f"/admin/{place}/delete/", {"post": "yes"}).status_code in (302, 403, 404, 405), (
            place
        )
    assert Article.objects.filter(pk=story.pk).exists()
    assert User.objects.filter(pk=story.creator_id).exists()


def test_no_address_of_the_desk_answers_a_stranger_but_with_the_way_to_sign_in() -> None:
    for url in addresses(admin.site.get_urls(), "/admin/"):
        response = Client().get(url)
        assert response.status_code in (302, 404) or url in OPEN, url
        if response.status_code == 302:
            assert "/admin/login/" in response["Location"] or url in OPEN, url


OPEN = ("/admin/login/", "/admin/logout/", "/admin/jsi18n/")


def addresses(patterns: list[Any], prefix: str) -> list[str]:
    """One address for each pattern, its parameters filled with something that fits."""
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            found.append(prefix + filled(str(pattern.pattern)))
    return found


def filled(pattern: str) -> str:
    for name, value in (
        ("<path:object_id>", "1"),
        ("<int:object_id>", "1"),
        ("<int:pk>", "1"),
        ("<id>", "1"),
        ("<slug:what>", "tags"),
        ("<int:content_type_id>", "1"),
        ("<path:url>", "nowhere/"),
        ("<app_label>", "articles"),
    ):
        pattern = pattern.replace(name, value)
    if pattern.startswith("^"):
        pattern = "1/publish/" if "verb" in pattern else "articles/" if "app_label" in pattern else "nowhere/"
    return pattern


def test_a_flash_is_not_sent_by_one_person() -> None:
    _url, post = _alert(make_article())
    signed_in(make_user("admin")).post("/admin/breaking/alert/add/", post | {"level": "flash"})
    assert Alert.objects.get().public_from is None


def test_a_section_slug_of_the_site_itself_is_refused() -> None:
    url, post = _section(make_article())
    response = signed_in(make_user("admin")).post(url, post | {"slug": "admin"})
    assert response.status_code == 200
    assert "is an address of the site itself" in response.content.decode()

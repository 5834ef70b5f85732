"""Pages as readers would get them, of texts that readers cannot see: the reader's own views, asked by ourselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone, translation

from articles.editions.models import Edition
from articles.models import Article, Revision
from articles.previews.in_place import in_place
from articles.previews.releases import candidate
from articles.published import article_page, front, views
from articles.published.cards import card_of
from articles.published.head import Head
from articles.published.models import Release
from articles.published.moment import Moment, desk_moment
from articles.published.page import Page
from articles.published.pictures import Media
from articles.published.reader import Preview, Reader, ReaderRequest

View = Callable[[ReaderRequest], HttpResponse]


@dataclass(frozen=True)
class PreviewMoment(Moment):
    """The site at a later instant, to one person: stories that they may not see stand as readers see them at `today`.

    What is scheduled of those is as secret as their text on the desk.
    """

    today: datetime
    unseen: frozenset[int]

    def is_current(self) -> Q:
        today = Q(public_from__lte=self.today) & (
            Q(public_until__isnull=True) | Q(public_until__gt=self.today)
        )
        is_unseen = Q(article_id__in=self.unseen)
        return (super().is_current() & ~is_unseen) | (today & is_unseen)


def moment_for(user: Any, at: datetime) -> Moment:
    """The site at `at`, as far as the person may know what it will show then."""
    now = desk_moment()
    if at <= now.now:
        return desk_moment(at)
    coming = Release.objects.filter(public_from__gt=now.now, public_from__lte=at).values("article_id")
    stories = Article.objects.filter(pk__in=coming)
    unseen = stories.exclude(pk__in=Article.objects.visible_to(user).order_by().values("pk"))
    later = desk_moment(at)
    return PreviewMoment(
        later.using, later.at, later.now, now.now, frozenset(unseen.values_list("pk", flat=True))
    )


def reader_of(edition: Edition, moment: Moment, media: Media, preview: Preview) -> Reader:
    """A reader of the edition at that moment, asking with the desk's rights."""
    editions = list(Edition.objects.all())
    return Reader(edition, editions, moment, "", settings.SITE_URL, media=media, preview=preview)


def ask(reader: Reader, path: str, view: View) -> HttpResponse:
    """What the view answers at a path (percent-encoded): to nobody in particular, in the edition's language and zone."""
    reader.path = unquote(path).removeprefix(reader.edition.root_url)
    request = ReaderRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.reader = reader
    with translation.override(reader.edition.interface_language), timezone.override(reader.edition.zone):
        return view(request)


def path_of(reader: Reader, release: Release) -> str:
    """Where readers would find the Release."""
    return reader.article_url(release.section_id, release.article_id, release.slug)


def story_page(article: Article, revision: Revision, media: Media, user: Any) -> HttpResponse:
    """The story's own page, from the instant on at which the revision would be public."""
    return _alone(article, revision, media, user, article_page.show)


def card_page(article: Article, revision: Revision, media: Media, user: Any) -> HttpResponse:
    """The story's card in the sizes in which lists show it."""
    return _alone(article, revision, media, user, _cards)


def _alone(
    article: Article,
    revision: Revision,
    media: Media,
    user: Any,
    view: Callable[[ReaderRequest, Release], HttpResponse],
) -> HttpResponse:
    text = candidate(article, revision)
    at = text.starts_at
    release = text.release(at)
    reader = reader_of(article.edition, moment_for(user, at), media, Preview())
    return ask(reader, path_of(reader, release), lambda request: view(request, release))


def _cards(request: ReaderRequest, release: Release) -> HttpResponse:
    page = Page(request.reader, with_rails=False)
    page.want(images=[release.image_id] if release.image_id else [], authors=release.author_ids)
    page.load()
    card = card_of(request.reader, release, page.labels, page.pictures)
    return page.render(request, "desk/preview_cards.html", Head(title=release.headline), {"card": card})


def section_page(revision: Revision, media: Media, user: Any) -> HttpResponse:
    """The first page of the story's section with the story in its place. Raises NotInPlace."""
    with in_place(revision) as (release, at):
        reader = reader_of(release.edition, moment_for(user, at), media, Preview())
        section = reader.sections[release.section_id]
        return ask(reader, reader.section_url(section.pk), lambda request: views.section(request, section))


def front_page(revision: Revision, media: Media, user: Any) -> HttpResponse:
    """The front of the story's edition with the story in its place. Raises NotInPlace."""
    with in_place(revision) as (release, at):
        reader = reader_of(release.edition, moment_for(user, at), media, Preview())
        return ask(reader, reader.url(), front.front)

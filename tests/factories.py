"""Rows for tests, each made with no more than it needs; what a test is about, it says itself."""

from __future__ import annotations

import io
import itertools
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image as Pillow

from articles import publishing
from articles.authors.models import Author, AuthorName
from articles.body.cleaning import clean_body
from articles.editions.models import Edition
from articles.media.files import take_in
from articles.models import Article, ArticleImage, ArticleTag, Byline, RelatedLink
from articles.revisions import save_revision
from articles.sections.models import Coverage, CoverageName, Desk, Region, RegionName, Section
from articles.tags.models import Tag, TagName
from articles.translating import translate
from breaking.approvals import digest_of
from breaking.models import Alert, Approval
from newsroom.accounts.models import Membership, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.media.models import Image

PASSWORD = "correct horse battery"
BODY = (
    "<p>The council met at nine and voted an hour later.</p><p>Nobody had expected it to be over so soon.</p>"
)

_numbers = itertools.count(1)


def make_edition(code: str = "en", **fields: Any) -> Edition:
    """The edition with that code, made if it is not there; `en` stands at the root, others below their code."""
    defaults = {
        "label": code.title(),
        "name": f"The {code} edition",
        "language": code,
        "prefix": "" if code == "en" else code,
        "time_zone": "Europe/Paris",
        "direction": "rtl" if code == "ar" else "ltr",
    }
    return Edition.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_section(slug: str = "politics", edition: Edition | None = None, **fields: Any) -> Section:
    defaults = {"name": slug.replace("-", " ").title()} | fields
    return Section.objects.get_or_create(edition=edition or make_edition(), slug=slug, defaults=defaults)[0]


def make_desk(slug: str = "world") -> Desk:
    return Desk.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def make_user(
    role: str = "journalist",
    *,
    username: str = "",
    edition: Edition | None = None,
    desk: Desk | None = None,
    **fields: Any,
) -> User:
    """A member of staff with one role; in all editions and at all desks unless the test says otherwise.

    An empty `role` gives none. The password is PASSWORD.
    """
    username = username or f"{role or 'nobody'}-{next(_numbers)}"
    user = User.objects.create(username=username, password=_hashed(), **fields)
    if role:
        Membership.objects.create(user=user, role=role, edition=edition, desk=desk)
    return user


def make_author(name: str = "Mara Ellsworth", user: User | None = None, **fields: Any) -> Author:
    author = Author.objects.create(name=name, user=user, **fields)
    for edition in [make_edition()]:
        AuthorName.objects.create(of=author, edition=edition, name=name, slug=_slug(name))
    return author


def make_tag(name: str = "rivers", **fields: Any) -> Tag:
    tag = Tag.objects.create(name=name, **fields)
    if not tag.is_proposed:
        TagName.objects.create(of=tag, edition=make_edition(), name=name, slug=_slug(name))
    return tag


def make_region(name: str = "Europe") -> Region:
    region, is_new = Region.objects.get_or_create(name=name)
    if is_new:
        RegionName.objects.create(of=region, edition=make_edition(), name=name, slug=_slug(name))
    return region


def make_coverage(name: str = "The River Compact", **fields: Any) -> Coverage:
    coverage = Coverage.objects.create(name=name, **fields)
    CoverageName.objects.create(of=coverage, edition=make_edition(), name=name, slug=_slug(name))
    return coverage


def picture_bytes(width: int = 900, height: int = 600, kind: str = "JPEG", **save: Any) -> bytes:
    """A picture file whose bytes differ from every other's in the run."""
    number = next(_numbers)
    colour = (number * 37 % 256, number * 91 % 256, number * 151 % 256)
    picture = Pillow.new("RGB", (width, height), colour)
    picture.putpixel((number % width, 0), (255, 255, 255))
    out = io.BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue() + b"%d" % number if kind == "JPEG" else out.getvalue()


def make_alert(
    text: str = "The bridge is closed",
    *,
    editions: list[Edition] | None = None,
    public_from: datetime | None = None,
    public_until: datetime | None = None,
    author: User | None = None,
    **fields: Any,
) -> Alert:
    """An alert as it stands once it was sent, for six hours from now unless the test says otherwise.

    Approved by a second person first, where it needs one: the database takes none by a shorter way.
    """
    alert = Alert.objects.create(text=text, author=author or make_user("editor"), **fields)
    alert.editions.set(editions or [make_edition()])
    alert.public_from = start = public_from or timezone.now()
    alert.public_until = public_until or start + alert.lasts
    if alert.needs_two:
        second = make_user("editor")
        Approval.objects.create(alert=alert, kind="second", digest=digest_of(alert.pk), by=second)
    is_by_test_clock = alert.needs_two and start > timezone.now() + timedelta(minutes=15)
    with _unguarded() if is_by_test_clock else nullcontext():
        alert.save(update_fields=["public_from", "public_until"])
    return Alert.objects.get(pk=alert.pk)


@contextmanager
def _unguarded() -> Iterator[None]:
    """As the tables' owner, without the guard of alerts: a test's clock is a day ahead of the server's, which the guard asks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE owner")
        cursor.execute("ALTER TABLE breaking_alert DISABLE TRIGGER alert_guard")
        cursor.execute("RESET ROLE")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE owner")
        cursor.execute("ALTER TABLE breaking_alert ENABLE TRIGGER alert_guard")
        cursor.execute("RESET ROLE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def make_image(*, rendered: bool = False, **fields: Any) -> Image:
    """A picture that nothing blocks; with the first of its renditions if `rendered`."""
    complete = {
        "alt_text": "A bridge at dusk",
        "credit": "R. Vale",
        "rights": "own",
        "caption": "The bridge.",
    }
    return take_in(ContentFile(picture_bytes()), is_rendered=rendered, **(complete | fields))[0]


def make_article(
    headline: str = "Council votes on the bridge",
    *,
    edition: Edition | None = None,
    section: Section | None = None,
    creator: User | None = None,
    by: Author | str = "A. Guest",
    body: str = BODY,
    images: list[Image] | None = None,
    tags: list[Tag] | None = None,
    regions: list[Region] | None = None,
    further_sections: list[Section] | None = None,
    related: list[Article] | None = None,
    published: bool = False,
    submitted: bool = False,
    **fields: Any,
) -> Article:
    """A story with a first Revision, and public if `published`."""
    edition = edition or (section.edition if section else make_edition())
    article = Article.objects.create(
        edition=edition,
        section=section or make_section(edition=edition),
        creator=creator or make_user(),
        headline=headline,
        standfirst=fields.pop("standfirst", "What was decided, and why."),
        body=clean_body(body),
        **fields,
    )
    signed = {"author": by} if isinstance(by, Author) else {"credited_as": by}
    Byline.objects.create(article=article, **signed)
    for position, image in enumerate(images or []):
        ArticleImage.objects.create(article=article, image=image, position=position)
    for position, tag in enumerate(tags or []):
        ArticleTag.objects.create(content_object=article, tag=tag, position=position)
    for position, other in enumerate(related or []):
        RelatedLink.objects.create(article=article, related=other, position=position)
    article.regions.set(regions or [])
    article.further_sections.set(further_sections or [])
    save_revision(article, article.creator)
    if submitted:
        publishing.submit(article.pk, article.creator)
    if published:
        publishing.publish(article.pk, make_user("editor"))
    return Article.objects.get(pk=article.pk)


def make_translation(
    source: Article,
    edition: Edition | None = None,
    *,
    by: User | None = None,
    published: bool = False,
    **fields: Any,
) -> Article:
    """The story's version in another edition (Spanish unless the test says otherwise), with a headline of its own."""
    edition = edition or make_edition("es")
    article = translate(source.pk, edition, by or make_user())
    for name, value in ({"headline": f"{edition.code}: {source.headline}"} | fields).items():
        setattr(article, name, value)
    article.section = make_section(edition=edition)
    article.save()
    save_revision(article, article.creator)
    if published:
        publishing.publish(article.pk, make_user("editor"))
    return Article.objects.get(pk=article.pk)


@cache
def _hashed() -> str:
    """PASSWORD as it is stored; hashed once, because that takes its time on purpose."""
    return make_password(PASSWORD)


def _slug(name: str) -> str:
    return slugify(name) or "unnamed"

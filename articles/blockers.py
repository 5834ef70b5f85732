"""Why a story cannot be published yet, and what an editor should know before it is: sentences for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists
from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.authors.models import Author
from articles.body.blocks import Block
from articles.body.reading import article_ids, embed_urls, has_words, image_ids, links, video_ids
from articles.media.faults import Finding, picture_faults, video_faults
from articles.media.models import Image, Video
from articles.models import Revision
from articles.published import moment
from articles.published.models import Release
from articles.published.spelling import BIGGEST, story_at
from articles.revisions import Content
from articles.sections.kinds import Genre, Kind
from articles.sections.models import Section

if TYPE_CHECKING:
    from articles.models import Article

HEADLINE_GOOD = 110
STANDFIRST_GOOD = 300


def blockers(
    article: Article,
    content: Content,
    at: datetime,
    images: Mapping[int, Image] | None = None,
    videos: Mapping[int, Video] | None = None,
) -> list[str]:
    """Sentences (Finding) that say why `content` cannot become public at `at` (aware); empty when it can.

    `images` is what `images_of` found, `videos` what `videos_of` did, if that has been asked.
    """
    found: list[str] = []
    if not content["headline"].strip():
        found.append(Finding(_("It has no headline."), "headline"))
    if content["section"] is None:
        found.append(Finding(_("It has no section."), "section"))
    if not content["bylines"]:
        found.append(Finding(_("It has no byline."), "bylines"))
    found += _missing_substance(content)
    embargo = content["embargoed_until"]
    found += under_embargo(article, datetime.fromisoformat(embargo) if embargo else None, at)
    found += _picture_blockers(content, at, images_of(content) if images is None else images)
    found += _video_blockers(content, at, videos_of(content) if videos is None else videos)
    return found


def under_embargo(article: Article, until: datetime | None, at: datetime) -> list[str]:
    """The sentence that says, on the edition's clock, that an embargo lasts until after `at`; empty if it does not."""
    if until is None or until <= at:
        return []
    sentence = _("It is under embargo until %(until)s (%(zone)s).") % {
        "until": formats.date_format(timezone.localtime(until, article.edition.zone), "j M Y H:i"),
        "zone": article.edition.time_zone,
    }
    return [Finding(sentence, "embargo")]


def blockers_of(articles: Iterable[Article], at: datetime) -> dict[int, list[str]]:
    """`blockers` of the saved text of several stories at once, by the stories' keys; spiked ones are left out.

    At most three queries, however many stories there are; those whose `head` is there already ask one less.
    """
    open_ones = [a for a in articles if a.head_id is not None and a.stage != "spiked"]
    held = _contents(open_ones)
    images = images_of(*held.values())
    videos = videos_of(*held.values(), with_tracks=False)
    return {a.pk: blockers(a, held[a.pk], at, images, videos) for a in open_ones}


def _contents(articles: Iterable[Article]) -> dict[int, Content]:
    """The saved texts of stories, by the stories' keys."""
    there = {a.pk: a.head.content for a in articles if "head" in a._state.fields_cache and a.head is not None}
    heads = {a.head_id: a.pk for a in articles if a.head_id is not None and a.pk not in there}
    texts = Revision.objects.filter(pk__in=heads).order_by().only("content") if heads else ()
    return there | {heads[text.pk]: text.content for text in texts}


def _missing_substance(content: Content) -> list[str]:
    """What its kind asks for and the text has not."""
    match content["kind"]:
        case Kind.GALLERY:
            few = Finding(_("A gallery needs at least two pictures."), "pictures")
            return [few] if len(content["pictures"]) < 2 else []
        case Kind.INFOGRAPHIC:
            found: list[str] = []
            if not content["pictures"]:
                found.append(Finding(_("An infographic needs its picture."), "pictures"))
            if not has_words(content["body"]):
                sentence = _("An infographic needs a body that says in words what it shows.")
                found.append(Finding(sentence, "body"))
            return found
        case Kind.VIDEO:
            has_film = video_ids(content["body"]) or embed_urls(content["body"])
            return [] if has_film else [Finding(_("A video story needs its video."), "body")]
        case Kind.LIVE:
            # It begins with nothing: what happens is written while it is public.
            return []
        case _:
            return [] if has_words(content["body"]) else [Finding(_("It has no body."), "body")]


def images_of(*contents: Content) -> dict[int, Image]:
    """The pictures beside the bodies and in them, by their ids, in one query."""
    wanted = {pk for content in contents for pk in _image_ids(content)}
    return Image.objects.in_bulk(wanted) if wanted else {}


def videos_of(*contents: Content, with_tracks: bool = True) -> dict[int, Video]:
    """The videos of our own in the bodies, by their ids, with what their faults are found in; `warnings` asks for tracks."""
    wanted = {pk for content in contents for pk in video_ids(content["body"])}
    rows = Video.objects.select_related("poster")
    if with_tracks:
        rows = rows.prefetch_related("tracks")
    return rows.in_bulk(wanted) if wanted else {}


def _image_ids(content: Content) -> list[int]:
    return list(dict.fromkeys([*(p["image"] for p in content["pictures"]), *image_ids(content["body"])]))


def _picture_blockers(content: Content, at: datetime, images: Mapping[int, Image]) -> list[str]:
    here: dict[int, tuple[int | None, dict[str, str]]]
    here = {p["image"]: (row, p) for row, p in enumerate(content["pictures"])}
    is_gallery = content["kind"] == Kind.GALLERY
    found: list[str] = []
    for number, pk in enumerate(_image_ids(content), start=1):
        row, use = here.get(pk, (None, {}))
        image = images.get(pk)
        if image is None:
            gone = _("Picture %(number)d does not exist any more.") % {"number": number}
            found.append(Finding(gone, "body" if row is None else "pictures"))
            continue
        faults = picture_faults(image, at, alt_here=use.get("alt_text", ""))
        if is_gallery and row is not None and not (use.get("caption") or image.caption):
            faults.append(Finding(_("no caption, and a gallery tells its story in them."), "caption"))
        for fault in faults:
            sentence = _("Picture %(number)d: %(fault)s") % {"number": number, "fault": fault}
            column = getattr(fault, "field", "")
            is_here = row is not None and column in ("alt_text", "caption")
            found.append(
                Finding(sentence, f"pictures-{row}-{column}")
                if is_here
                else Finding(sentence, column, image=pk)
            )
    return found


def _video_blockers(content: Content, at: datetime, videos: Mapping[int, Video]) -> list[str]:
    found: list[str] = []
    for number, pk in enumerate(video_ids(content["body"]), start=1):
        video = videos.get(pk)
        faults = video_faults(video, at) if video else [_("it does not exist any more.")]
        for fault in faults:
            sentence = _("Video %(number)d: %(fault)s") % {"number": number, "fault": fault}
            found.append(Finding(sentence, video=pk) if video else Finding(sentence, "body"))
    return found


def _unheard(content: Content, videos: Mapping[int, Video]) -> list[str]:
    """What those who cannot hear a video miss."""
    found: list[str] = []
    for number, pk in enumerate(video_ids(content["body"]), start=1):
        video = videos.get(pk)
        if video and not video.tracks.all():
            found.append(Finding(_("Video %(number)d has no captions.") % {"number": number}, video=pk))
        if video and not video.transcript:
            found.append(Finding(_("Video %(number)d has no transcript.") % {"number": number}, video=pk))
    return found


def warnings(
    content: Content,
    at: datetime | None = None,
    images: Mapping[int, Image] | None = None,
    videos: Mapping[int, Video] | None = None,
    *,
    besides: Collection[int] = (),
) -> list[str]:
    """Sentences (Finding) that an editor may overrule, at `at` (aware) or as of now.

    `images` and `videos` are what `images_of` and `videos_of` found, if that has been asked. `besides` are stories that
    become public with this one: a link to them leads somewhere.
    """
    images = images_of(content) if images is None else images
    found: list[str] = _too_long(content)
    if lacks_picture(content["pictures"], content["body"]):
        found.append(Finding(_("It has no picture."), "pictures"))
    found += _undescribed(content, images)
    found += _picture_warnings(content, images)
    found += _unheard(content, videos_of(content) if videos is None else videos)
    found += _faceless(content)
    if content["is_sensitive"]:
        found.append(Finding(_sensitive(content), "is_sensitive"))
    dead = _dead(content, at) - set(besides)
    if dead:
        sentence = ngettext(
            "%(count)d link leads to a story that readers cannot see.",
            "%(count)d links lead to stories that readers cannot see.",
            len(dead),
        ) % {"count": len(dead)}
        found.append(Finding(sentence, "body" if dead - set(content["related"]) else "related"))
    return found


def lacks_picture(pictures: Collection[Any], body: str | list[Block]) -> bool:
    """Whether there is neither a picture beside the body nor a video of our own in it: a card has nothing to show."""
    return not pictures and not video_ids(body)


def _too_long(content: Content) -> list[str]:
    found: list[str] = []
    if len(content["headline"]) > HEADLINE_GOOD:
        sentence = _("The headline has %(length)d characters; more than %(limit)d are cut in many places.")
        words = {"length": len(content["headline"]), "limit": HEADLINE_GOOD}
        found.append(Finding(sentence % words, "headline"))
    if len(content["standfirst"]) > STANDFIRST_GOOD:
        sentence = _("The standfirst has %(length)d characters; more than %(limit)d are too many for a card.")
        words = {"length": len(content["standfirst"]), "limit": STANDFIRST_GOOD}
        found.append(Finding(sentence % words, "standfirst"))
    return found


def _sensitive(content: Content) -> str:
    if content["related"]:
        return _("It is marked sensitive: readers are shown no related stories, those chosen here neither.")
    return _("It is marked sensitive: readers are shown no related or recommended stories.")


def _faceless(content: Content) -> list[str]:
    """Whoever signs an opinion should be seen: the authors in its byline who have no portrait."""
    genre, signed = content["genre"], [row["author"] for row in content["bylines"] if row["author"]]
    if genre not in ("", Genre.OPINION) or not signed:
        return []
    authors = Author.objects.filter(pk__in=signed, portrait=None, kind=Author.Kind.PERSON)
    if not genre:
        opinion = Section.objects.filter(pk=content["section"], default_genre=Genre.OPINION)
        authors = authors.filter(Exists(opinion))
    return [
        Finding(_("Opinion shows who speaks, and %(name)s has no portrait.") % {"name": name}, "bylines")
        for name in authors.values_list("name", flat=True)
    ]


def _picture_warnings(content: Content, images: Mapping[int, Image]) -> list[str]:
    sentence = _("Picture %(number)d: the file says that it was made by a machine.")
    return [
        Finding(sentence % {"number": number}, "pictures", image=pk)
        for number, pk in enumerate(_image_ids(content), start=1)
        if pk in images and images[pk].is_machine_made
    ]


def _undescribed(content: Content, images: Mapping[int, Image]) -> list[str]:
    use = content["pictures"][0] if content["pictures"] else {}
    graphic = images.get(use.get("image", 0))
    if content["kind"] != Kind.INFOGRAPHIC or graphic is None:
        return []
    if use.get("long_description") or graphic.long_description:
        return []
    sentence = _("Its graphic has no long description: who cannot see it does not learn what it says.")
    return [Finding(sentence, "long_description", image=graphic.pk)]


def _dead(content: Content, at: datetime | None) -> set[int]:
    """Numbers of stories that the content points to and that are not public at `at`."""
    wanted: set[int] = {*content["related"], *article_ids(content["body"]), *_linked(links(content["body"]))}
    if not wanted:
        return set()
    possible = [pk for pk in wanted if pk <= BIGGEST]
    public = moment.desk_moment(at).public(Release.objects.filter(article_id__in=possible))
    return wanted - set(public.values_list("article_id", flat=True))


def _linked(addresses: Iterable[Any]) -> list[int]:
    return [pk for address in addresses if (pk := story_at(str(address))) is not None]


def way_from(path: str) -> list[int]:
    """The numbers of the stories by which one comes from a path, following those that were moved."""
    numbers: list[int] = []
    number = story_at(path)
    while number is not None and number not in numbers and number <= BIGGEST:
        numbers.append(number)
        shown = moment.desk_moment().current(Release.objects.filter(article_id=number)).first()
        number = story_at(shown.moved_to) if shown else None
    return numbers


def is_path(address: str) -> bool:
    """Whether a browser stays on the site when it is sent to the address."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)

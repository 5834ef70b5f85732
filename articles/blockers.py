"""Why a story cannot be published yet, and what an editor should know before it is: sentences for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.body.reading import article_ids, embed_urls, image_ids, links, video_ids, word_count
from articles.media.models import Image, Video
from articles.published import moment
from articles.published.models import Release
from articles.published.spelling import BIGGEST, story_at
from articles.revisions import Content
from articles.sections.kinds import Kind

if TYPE_CHECKING:
    from articles.models import Article

HEADLINE_GOOD = 110
STANDFIRST_GOOD = 300


def blockers(
    article: Article, content: Content, at: datetime, images: Mapping[int, Image] | None = None
) -> list[str]:
    """Sentences that say why `content` cannot become public at `at` (aware); empty when it can.

    `images` is what `images_of` found, if that has been asked.
    """
    found: list[str] = []
    if not content["headline"].strip():
        found.append(_("It has no headline."))
    if content["section"] is None:
        found.append(_("It has no section."))
    if not content["bylines"]:
        found.append(_("It has no byline."))
    found += _missing_substance(content)
    embargo = content["embargoed_until"]
    if embargo and datetime.fromisoformat(embargo) > at:
        until = timezone.localtime(datetime.fromisoformat(embargo), article.edition.zone)
        found.append(
            _("It is under embargo until %(until)s (%(zone)s).")
            % {"until": formats.date_format(until, "j M Y H:i"), "zone": article.edition.time_zone}
        )
    found += _picture_blockers(content, at, images_of(content) if images is None else images)
    found += _video_blockers(content, at)
    return found


def _missing_substance(content: Content) -> list[str]:
    words = word_count(content["body"])
    pictures = len(content["pictures"])
    match content["kind"]:
        case Kind.GALLERY:
            return [] if pictures >= 2 else [_("A gallery needs at least two pictures.")]
        case Kind.INFOGRAPHIC:
            missing = [] if pictures else [_("An infographic needs its picture.")]
            return missing + (
                [] if words else [_("An infographic needs a body that says in words what it shows.")]
            )
        case Kind.VIDEO if video_ids(content["body"]) or embed_urls(content["body"]):
            return []
        case _:
            return [] if words else [_("It has no body.")]


def images_of(content: Content) -> dict[int, Image]:
    """The pictures beside the body and in it, by their ids."""
    return Image.objects.in_bulk(_image_ids(content))


def images_of_all(contents: Iterable[Content]) -> dict[int, Image]:
    """The pictures of several contents, read at once."""
    return Image.objects.in_bulk({pk for content in contents for pk in _image_ids(content)})


def _image_ids(content: Content) -> list[int]:
    return list(dict.fromkeys([*(p["image"] for p in content["pictures"]), *image_ids(content["body"])]))


def _picture_blockers(content: Content, at: datetime, images: Mapping[int, Image]) -> list[str]:
    here = {p["image"]: p for p in content["pictures"]}
    found: list[str] = []
    for number, pk in enumerate(_image_ids(content), start=1):
        image = images.get(pk)
        if image is None:
            found.append(_("Picture %(number)d does not exist any more.") % {"number": number})
            continue
        found += [
            _("Picture %(number)d: %(fault)s") % {"number": number, "fault": fault}
            for fault in picture_faults(image, at, alt_here=here.get(pk, {}).get("alt_text", ""))
        ]
    return found


def picture_faults(image: Image, at: datetime, alt_here: str = "") -> list[str]:
    """What keeps a picture from being used at `at`."""
    described = image.alt_text or image.is_decorative or alt_here
    faults = [] if described else [_("no alternative text, and not marked as decorative.")]
    return faults + _rights_faults(image, at)


def _rights_faults(item: Image | Video, at: datetime) -> list[str]:
    faults = []
    if not item.credit:
        faults.append(_("no credit."))
    if not item.rights:
        faults.append(_("nobody has said what rights we have."))
    if item.rights_until and item.rights_until <= at:
        faults.append(_("our rights have ended."))
    return faults


def video_faults(video: Video, at: datetime) -> list[str]:
    """What keeps a video of our own from being used at `at`; its poster may keep it too."""
    poster = [_("its poster: %(fault)s") % {"fault": fault} for fault in picture_faults(video.poster, at)]
    return _rights_faults(video, at) + poster


def _video_blockers(content: Content, at: datetime) -> list[str]:
    found: list[str] = []
    for number, video in enumerate(_videos_of(content), start=1):
        faults = video_faults(video, at) if video else [_("it does not exist any more.")]
        found += [_("Video %(number)d: %(fault)s") % {"number": number, "fault": fault} for fault in faults]
    return found


def _videos_of(content: Content) -> list[Video | None]:
    """The videos of our own in the body, in order; None for one that is gone."""
    ids = video_ids(content["body"])
    rows = Video.objects.select_related("poster").prefetch_related("tracks").in_bulk(ids) if ids else {}
    return [rows.get(pk) for pk in ids]


def _unheard(content: Content) -> list[str]:
    """What those who cannot hear a video miss."""
    found = []
    for number, video in enumerate(_videos_of(content), start=1):
        if video and not video.tracks.all():
            found.append(_("Video %(number)d has no captions.") % {"number": number})
        if video and not video.transcript:
            found.append(_("Video %(number)d has no transcript.") % {"number": number})
    return found


def warnings(content: Content, at: datetime | None = None, *, besides: Collection[int] = ()) -> list[str]:
    """Sentences that an editor may overrule, at `at` (aware) or as of now.

    `besides` are stories that become public with this one: a link to them leads somewhere.
    """
    found: list[str] = []
    if len(content["headline"]) > HEADLINE_GOOD:
        found.append(
            _("The headline has %(length)d characters; more than %(limit)d are cut in many places.")
            % {"length": len(content["headline"]), "limit": HEADLINE_GOOD}
        )
    if len(content["standfirst"]) > STANDFIRST_GOOD:
        found.append(
            _("The standfirst has %(length)d characters; more than %(limit)d are too many for a card.")
            % {"length": len(content["standfirst"]), "limit": STANDFIRST_GOOD}
        )
    if not content["pictures"] and not video_ids(content["body"]):
        found.append(_("It has no picture."))
    elif content["kind"] == Kind.INFOGRAPHIC and not _is_described(content["pictures"][0]["image"]):
        found.append(_("Its graphic has no long description: who cannot see it does not learn what it says."))
    if content["kind"] == Kind.VIDEO and not (video_ids(content["body"]) or embed_urls(content["body"])):
        found.append(_("It is a video story without a video."))
    found += _unheard(content)
    dead = _dead(content, at) - set(besides)
    if dead:
        found.append(
            ngettext(
                "%(count)d link leads to a story that readers cannot see.",
                "%(count)d links lead to stories that readers cannot see.",
                len(dead),
            )
            % {"count": len(dead)}
        )
    return found


def _is_described(image: int) -> bool:
    return Image.objects.filter(pk=image).exclude(long_description="").exists()


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

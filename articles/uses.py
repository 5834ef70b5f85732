"""Where pictures and videos are used: on the pages that readers see, in what is scheduled, in what is being written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from articles.authors.models import Author
from articles.media.models import Image, Use, Video
from articles.models import Article, ArticleImage
from articles.published.models import Listing, Release
from articles.published.moment import Moment
from articles.published.pictures import ALL_SHOWN
from articles.sections.models import Coverage

LIVE, SCHEDULED, DRAFT = "live", "scheduled", "draft"
IMAGE, VIDEO = Listing.Kind.IMAGE, Listing.Kind.VIDEO
SHOWN = 50
_IDS: ArrayField[Any, Any] = ArrayField(BigIntegerField())
# A file of the library, as the places of Releases name it: (kind, id).
File = tuple[str, int]


@dataclass(frozen=True)
class StoryUse:
    """A story with a picture or a video, and how far it has come with it: LIVE, SCHEDULED or DRAFT."""

    story: Article
    state: str


@dataclass(frozen=True)
class Uses:
    """All places of one file: stories that somebody may see, how many `others` there are, and what stands beside them."""

    stories: list[StoryUse] = field(default_factory=list)
    others: int = 0
    authors: list[Author] = field(default_factory=list)
    coverages: list[Coverage] = field(default_factory=list)
    logos: int = 0
    channels: int = 0
    videos: list[Video] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(
            self.stories
            or self.others
            or self.authors
            or self.coverages
            or self.logos
            or self.channels
            or self.videos
        )


def live_stories(files: Iterable[File], at: Moment) -> dict[File, set[int]]:
    """The stories whose public Release shows each of the files at the moment; a still counts with its video too."""
    wanted = set(files)
    stills = _videos_with(pk for kind, pk in wanted if kind == IMAGE)
    asked = wanted | {(VIDEO.value, video) for videos in stills.values() for video in videos}
    public = at.public(Release.objects.all()).order_by().values("article_id")
    places = at.current(_placed(asked)).filter(sort_at__lte=at.at, article_id__in=public)
    found: dict[File, set[int]] = defaultdict(set)
    for kind, target, story in places.values_list("kind", "target_id", "article_id").distinct():
        found[kind, target].add(story)
    posted = Use.objects.filter(image__in=[pk for kind, pk in wanted if kind == IMAGE], article_id__in=public)
    for image, in_blog in posted.values_list("image_id", "article_id").distinct():
        found[IMAGE.value, image].add(in_blog or 0)
    for image, videos in stills.items():
        for video in videos:
            if stories := found.get((VIDEO, video)):
                found[IMAGE, image] |= stories
    return {file: found[file] for file in wanted if file in found}


def _placed(files: Iterable[File]) -> QuerySet[Listing]:
    ids: dict[str, list[int]] = {IMAGE: [], VIDEO: []}
    for kind, pk in files:
        ids[kind].append(pk)
    wanted = Q(kind=IMAGE, target_id__in=ids[IMAGE]) | Q(kind=VIDEO, target_id__in=ids[VIDEO])
    return Listing.objects.filter(wanted)


def _videos_with(images: Iterable[int]) -> dict[int, list[int]]:
    """The videos of which each picture is the still."""
    found: dict[int, list[int]] = defaultdict(list)
    for video, image in Video.objects.filter(poster__in=list(images)).values_list("pk", "poster_id"):
        found[image].append(video)
    return dict(found)


def uses_of(item: Image | Video, user: Any, at: Moment) -> Uses:
    """Where the file is used, as `user` may know it. Stories that they may not see are counted and nothing else."""
    is_image = isinstance(item, Image)
    file: File = (IMAGE if is_image else VIDEO, item.pk)
    live = live_stories([file], at).get(file, set())
    ahead = set(_placed([file]).filter(public_from__gt=at.at).values_list("article_id", flat=True))
    written = _in_working_copies(item)
    if is_image:
        posted = Use.objects.filter(image=item.pk, article_id__isnull=False)
        written |= {pk for pk in posted.values_list("article_id", flat=True) if pk is not None}
    concerned = live | ahead | written
    seen = Article.objects.visible_to(user).filter(pk__in=concerned).select_related("edition", "section")
    shown = list(seen.with_status(at.now).defer("body").order_by("-saved_at", "-pk")[:SHOWN])
    stories = [
        StoryUse(story, LIVE if story.pk in live else SCHEDULED if story.pk in ahead else DRAFT)
        for story in shown
    ]
    order = (LIVE, SCHEDULED, DRAFT)
    stories.sort(key=lambda use: order.index(use.state))
    others = len(concerned) - len(shown)
    if not is_image:
        return Uses(stories, others)
    beside = Counter(Use.objects.filter(image=item.pk).values_list("purpose", flat=True))
    return Uses(
        stories,
        others,
        list(Author.objects.filter(portrait=item.pk)),
        list(Coverage.objects.filter(hero=item.pk)),
        beside[Use.Purpose.LOGO],
        beside[Use.Purpose.CHANNEL],
        list(Video.objects.filter(poster=item.pk)),
    )


def _in_working_copies(item: Image | Video) -> set[int]:
    """The stories that hold the file as they stand on the desk, beside the body or in it."""
    if isinstance(item, Video):
        return set(_naming("body_videos", item.pk).values_list("pk", flat=True))
    beside = ArticleImage.objects.filter(image=item.pk).order_by().values_list("article_id", flat=True)
    return {*beside, *_naming("body_pictures", item.pk).values_list("pk", flat=True)}


def unused(rows: QuerySet[Image], at: Moment) -> QuerySet[Image]:
    """Those of the pictures that nothing shows, is to show, or holds on the desk."""
    key = OuterRef("pk")
    open_places = Listing.objects.filter(Q(public_until=None) | Q(public_until__gt=at.at))
    one: Any = Func(key, template="ARRAY[%(expressions)s]", output_field=_IDS)
    holders: list[QuerySet[Any]] = [
        open_places.filter(kind=IMAGE, target_id=key),
        ArticleImage.objects.filter(image=key),
        Article.objects.alias(named=_named("body_pictures")).filter(Q(named__contains=one)),
        Video.objects.filter(poster=key),
        Author.objects.filter(portrait=key),
        Coverage.objects.filter(hero=key),
        Use.objects.filter(image=key),
    ]
    for holder in holders:
        rows = rows.filter(~Exists(holder.order_by()))
    return rows


def shown_now(rows: QuerySet[Image], at: Moment) -> QuerySet[Image]:
    """Those of the pictures that something public shows, as the gate of their files has it. Rights are not asked."""
    asked = ALL_SHOWN.replace("%(at)s", "%s")
    return rows.filter(pk__in=RawSQL(asked, [at.now] * asked.count("%s")))  # noqa: S611


def _named(function: str) -> Func:
    return Func(F("body"), function=function, output_field=_IDS)


def _naming(function: str, pk: int) -> QuerySet[Article]:
    """The stories whose body names the file; answered by the index on that function (media/0005)."""
    return Article.objects.alias(named=_named(function)).filter(Q(named__contains=[pk])).order_by()

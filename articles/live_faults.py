"""What pages that readers see now lack or are about to lose: words for a picture, its credit or rights, a section.

Publishing asks for all of it (`blockers`); but a picture's entry may be changed afterwards, and rights end by themselves.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Exists, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from articles.ending_rights import ends_by
from articles.media.models import Image
from articles.models import Article
from articles.published.models import Listing, Release
from articles.published.moment import Moment

# A story without a picture is a wish, not a fault: nobody goes back further than this.
PICTURE_WITHIN = timedelta(days=14)
FILE, SECTION, PICTURE = "file", "section", "picture"
FAULTS = (FILE, SECTION, PICTURE)


def faulty_files(at: Moment) -> QuerySet[Listing]:
    """Places of pictures (`target_id`) on public pages (`article_id`) that lack words, credit or rights, or soon will."""
    undescribed = Q(alt_text="", is_decorative=False)
    unlawful = Q(credit="") | Q(rights="") | ends_by(at.now)
    images = Image.objects.filter(undescribed | unlawful)
    lacks_words_alone = images.filter(~unlawful, pk=OuterRef("target_id"))
    public = at.public(Release.objects.filter(article_id=OuterRef("article_id")))
    shown = at.current(Listing.objects.filter(kind=Listing.Kind.IMAGE, target_id__in=images.values("pk")))
    described = public.annotate(is_described=_described_here()).filter(is_described=True)
    return shown.filter(Exists(public)).exclude(Exists(lacks_words_alone) & Exists(described)).order_by()


def _described_here() -> Func:
    """Whether the Release gives the picture that is asked about words of its own."""
    return Func(
        "content",
        Value('$.pictures[*] ? (@.image == $id && @.alt_text != "")'),
        JSONObject(id=OuterRef("target_id")),
        template="jsonb_path_exists(%(expressions)s)",
        output_field=BooleanField(),
    )


def without_section(at: Moment) -> QuerySet[Article]:
    """Public stories whose text on the desk stands in no section any more: they cannot be published again."""
    public = at.public(Release.objects.filter(article_id=OuterRef("pk")))
    return Article.objects.filter(Exists(public), section=None).order_by()


def without_picture(at: Moment) -> QuerySet[Release]:
    """Lately published texts without picture and video."""
    lately = Release.objects.filter(public_from__gte=at.now - PICTURE_WITHIN, image=None)
    films = Listing.objects.filter(kind=Listing.Kind.VIDEO, article_id=OuterRef("article_id"))
    return at.public(lately).exclude(Exists(at.current(films))).order_by()


def with_fault(fault: str, at: Moment) -> Q:
    """The stories that have one of FAULTS, as a condition on Article."""
    ids: QuerySet[Any]
    match fault:
        case "file":
            ids = faulty_files(at).values("article_id")
        case "section":
            ids = without_section(at).values("pk")
        case _:
            ids = without_picture(at).values("article_id")
    return Q(pk__in=ids)

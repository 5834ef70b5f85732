"""Which stories are shared with their year on the picture: those that the age notice calls years old."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Exists, F, FloatField, Func, OuterRef, Q, Value
from django.db.models.functions import Concat, Floor, Greatest, Least

from articles.media.models import Rendition
from articles.media.renditions import CROPS
from articles.published.additions import instants
from articles.published.age import has_years
from articles.published.genres import AGEING
from articles.published.models import Release
from articles.published.moment import Moment
from articles.published.open_graph import LEAST


def year_to_say(genre: str, happened_at: datetime, now: datetime, zone: tzinfo) -> int | None:
    """The year that stands on the picture with which the story is shared; None on one that is not so old."""
    if genre in AGEING and has_years(happened_at, now, zone):
        return happened_at.astimezone(zone).year
    return None


def undated(moment: Moment, most: int) -> list[tuple[int, int]]:
    """At most so many of the leading pictures of old stories that lack a file with their year, and the years.

    By chance, so that those which cannot be made do not stand before the others for ever.
    """
    zone = F("edition__time_zone")
    added = instants()
    happened = Greatest("updated_at", added["happened_at"]) if added else F("updated_at")
    a_year_later = Func(
        _at_zone(zone, F("told_at")),
        template="%(expressions)s + interval '12 months'",
        output_field=DateTimeField(),
    )
    dated = Rendition.objects.filter(
        image_id=OuterRef("image_id"), crop=Concat(Value("from"), OuterRef("year"))
    )
    # What is cut for sharing is as wide as the picture or as its height allows.
    width, height = CROPS["share"] or (1, 1)
    as_high = Floor(F("image__height") * Value(width / height, FloatField()), output_field=FloatField())
    cut = Least("image__width", as_high, output_field=FloatField())
    rows = (
        moment.public(Release.objects.filter(genre__in=AGEING))
        .annotate(cut=cut)
        .filter(cut__gte=LEAST)
        .filter(Q(image__rights_until=None) | Q(image__rights_until__gt=moment.at))
        .annotate(told_at=happened)
        .annotate(old_from=_at_zone(zone, a_year_later))
        .filter(old_from__lte=moment.at)
        .annotate(
            year=Func(
                _at_zone(zone, F("told_at")), Value("YYYY"), function="to_char", output_field=CharField()
            )
        )
        .exclude(Exists(dated))
    )
    found = rows.values_list("image_id", "year").annotate(stories=Count("pk")).order_by("?")[:most]
    return [(image_id, int(year)) for image_id, year, _stories in found]


def _at_zone(zone: F, at: Any) -> Any:
    """An instant as the zone's clock reads it, and what a clock reads as the instant."""
    return Func(zone, at, function="timezone", output_field=DateTimeField())

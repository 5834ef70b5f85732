"""Pictures as pages need them, and the gate through which their files are served."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.media.renditions import CROPS
from articles.published.moment import Moment

MIME = {"webp": "image/webp", "avif": "image/avif", "jpg": "image/jpeg"}
PUBLIC_ROOT = "/media/"
_EMPTY_LINE = re.compile(r"\r?\n\s*\r?\n")


@dataclass(frozen=True)
class Media:
    """Where a page finds files: below `root`, of all pictures and videos or of `only` these; else where all do."""

    root: str = PUBLIC_ROOT
    only: frozenset[int] | None = None
    only_videos: frozenset[int] | None = None

    def url(self, image_id: int, token: str, format: str) -> str:
        is_here = self.only is None or image_id in self.only
        return f"{self.root if is_here else PUBLIC_ROOT}{token}.{format}"

    def video_url(self, video_id: int, token: str, format: str) -> str:
        """The address of a video's file, or of one of its tracks."""
        is_here = self.only_videos is None or video_id in self.only_videos
        return f"{self.root if is_here else PUBLIC_ROOT}{token}.{format}"


class File(NamedTuple):
    width: int
    height: int
    url: str
    byte_size: int


@dataclass(frozen=True)
class Picture:
    """A picture whose rights have not ended. `lines` are the files that exist of it now, as the database wrote them."""

    image_id: int
    alt: str
    caption: str
    credit: str
    width: int
    height: int
    long_description: str
    lines: str
    media: Media

    @cached_property
    def files(self) -> dict[str, dict[str, list[File]]]:
        """crop -> format -> by width. Taken apart only for a picture that the page shows: most of what is read is not."""
        found: dict[str, dict[str, list[File]]] = {}
        for line in self.lines.split("\n"):
            crop, format, width, height, token, size = line.split(" ")
            file = File(int(width), int(height), self.media.url(self.image_id, token, format), int(size))
            found.setdefault(crop, {}).setdefault(format, []).append(file)
        return found

    def crop(self, name: str) -> dict[str, list[File]]:
        """The files of a crop, or of the nearest one that exists; empty only if there is no file at all."""
        for candidate in (name or "full", "3x2", "full", *CROPS):
            if self.files.get(candidate, {}).get("jpg"):
                return self.files[candidate]
        return {}

    @property
    def said(self) -> list[str]:
        """The long description's paragraphs."""
        return [part for part in map(str.strip, _EMPTY_LINE.split(self.long_description)) if part]

    @property
    def large_url(self) -> str:
        jpgs = self.crop("full").get("jpg", [])
        return jpgs[-1].url if jpgs else ""

    def described(self, alt: str, long: str = "") -> Picture:
        """The same picture with the alternative text and the long description of this use."""
        return replace(self, alt=alt or self.alt, long_description=long or self.long_description)

    def portraying(self, name: str, *, is_organisation: bool = False) -> Picture:
        """The same picture as the portrait of somebody, or the sign of an organisation, as the page calls them.

        What the library says of it is of one language, and a portrait stands in all editions.
        """
        return self.described(name if is_organisation else _("Portrait of %(name)s") % {"name": name})


_SQL = """
SELECT i.id, i.alt_text, i.caption, i.credit, i.width, i.height, i.long_description, r.lines
FROM media_image i JOIN LATERAL (
  SELECT string_agg(concat_ws(' ', crop, format, width, height, token, byte_size), E'\n' ORDER BY width) AS lines
  FROM media_rendition WHERE image_id = i.id
  AND (crop = ANY(%(crops)s) OR crop = '1x1' AND i.id = ANY(%(portraits)s))
) r ON r.lines IS NOT NULL
WHERE i.id = ANY(%(images)s) AND (i.rights_until IS NULL OR i.rights_until > %(at)s)
"""


def read_pictures(
    moment: Moment,
    image_ids: Iterable[int],
    crops: Iterable[str],
    media: Media,
    portraits: Iterable[int] = (),
) -> dict[int, Picture]:
    """Pictures by id, in one query; of `portraits` the square crop too.

    One without any file or without rights is not among them.
    """
    square = sorted(set(portraits))
    wanted = sorted({*image_ids, *square})
    if not wanted:
        return {}
    asked = {"images": wanted, "crops": sorted({"3x2", *crops}), "portraits": square}
    return {
        pk: Picture(pk, alt, caption, credit, width, height, said, lines, media)
        for pk, alt, caption, credit, width, height, said, lines in moment.fetch(_SQL, asked)
    }


def shown_by_a_story(kind: str, row: str) -> str:
    """SQL: whether a public Release shows the row whose id `row` is, by the places of that kind."""
    return f"""EXISTS (SELECT 1 FROM published_listing l JOIN published_release p USING (article_id)
    WHERE l.kind = '{kind}' AND l.target_id = {row} AND l.sort_at <= %(at)s
    AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s)
    AND p.public_from <= %(at)s AND (p.public_until IS NULL OR p.public_until > %(at)s) AND p.state = 'published')"""


# A poster is changed beside its stories: it is public with its video, not by a place of its own. A coverage is public
# from an instant on, and its picture with it: before, readers' role cannot see the coverage's row at all. A live post's
# picture is public while its blog is.
_ON_A_PAGE = f"""(
  {shown_by_a_story("image", "i.id")}
  OR EXISTS (SELECT 1 FROM media_video v WHERE v.poster_id = i.id
    AND (v.rights_until IS NULL OR v.rights_until > %(at)s) AND {shown_by_a_story("video", "v.id")})
  OR EXISTS (SELECT 1 FROM media_use u WHERE u.image_id = i.id AND (u.purpose <> 'coverage'
    OR EXISTS (SELECT 1 FROM sections_coverage c WHERE c.id = u.target_id AND c.public_from <= %(at)s))
    AND (u.article_id IS NULL OR EXISTS (SELECT 1 FROM published_release p WHERE p.article_id = u.article_id
      AND p.public_from <= %(at)s AND (p.public_until IS NULL OR p.public_until > %(at)s) AND p.state = 'published')))
)"""
_GATE = f"""
SELECT r.token FROM media_rendition r JOIN media_image i ON i.id = r.image_id
WHERE r.token = %(token)s AND r.format = %(format)s AND (i.rights_until IS NULL OR i.rights_until > %(at)s)
AND {_ON_A_PAGE}
"""
# SQL: the ids of all pictures that something public shows.
ALL_SHOWN = f"SELECT i.id FROM media_image i WHERE {_ON_A_PAGE}"
_SHOWN = f"{ALL_SHOWN} AND i.id = ANY(%(images)s)"


def shown_pictures(moment: Moment, image_ids: Iterable[int]) -> set[int]:
    """Those of the pictures that something public shows: a Release, a video of one, or a Use. Rights are not asked."""
    wanted = list(image_ids)
    return {pk for (pk,) in moment.fetch(_SHOWN, {"images": wanted})} if wanted else set()


def is_public_file(moment: Moment, token: str, format: str) -> bool:
    """Whether a rendition's file may be served: a public Release or a Use shows its picture, and rights last."""
    return bool(moment.fetch(_GATE, {"token": token, "format": format}))

"""Our own videos as pages need them, and the gate through which their files and captions are served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from articles.media.videos import MIME
from articles.published.moment import Moment
from articles.published.pictures import Media, shown_by_a_story

TRACK_MIME = "text/vtt; charset=utf-8"


@dataclass(frozen=True)
class Track:
    language: str
    label: str
    url: str


@dataclass(frozen=True)
class Video:
    """A video whose rights have not ended. `transcript` is plain text; `poster_id` is a picture's."""

    video_id: int
    url: str
    mime: str
    width: int
    height: int
    seconds: int
    caption: str
    credit: str
    transcript: str
    poster_id: int
    rights_until: datetime | None
    tracks: list[Track] = field(default_factory=list)


_LASTS = "(v.rights_until IS NULL OR v.rights_until > %(at)s)"
_SQL = f"""
SELECT v.id, v.token, v.format, v.width, v.height, v.duration_seconds, v.caption, v.credit, v.transcript, v.poster_id,
  v.rights_until, t.language, t.label, t.token
FROM media_video v LEFT JOIN media_captiontrack t ON t.video_id = v.id
WHERE v.id = ANY(%(videos)s) AND {_LASTS}
ORDER BY v.id, t.language
"""


def read_videos(moment: Moment, video_ids: Iterable[int], media: Media) -> dict[int, Video]:
    """Videos by id with their tracks, in one query; in none if none is wanted. One without rights is not among them."""
    wanted = sorted(set(video_ids))
    found: dict[int, Video] = {}
    for row in moment.fetch(_SQL, {"videos": wanted}) if wanted else []:
        pk, token, format, *facts, language, label, track_token = row
        width, height, seconds, caption, credit, transcript, poster, until = facts
        if pk not in found:
            url = media.video_url(pk, token, format)
            mime = MIME[format]
            found[pk] = Video(
                pk, url, mime, width, height, seconds, caption, credit, transcript, poster, until
            )
        if track_token:
            found[pk].tracks.append(Track(language, label, media.video_url(pk, track_token, "vtt")))
    return found


_FILE = f"""
SELECT v.file FROM media_video v
WHERE v.token = %(token)s AND v.format = %(format)s AND {_LASTS} AND {shown_by_a_story("video", "v.id")}
"""
_TRACK = f"""
SELECT t.text FROM media_captiontrack t JOIN media_video v ON v.id = t.video_id
WHERE t.token = %(token)s AND {_LASTS} AND {shown_by_a_story("video", "v.id")}
"""


_SHOWN = f"SELECT 1 FROM media_video v WHERE v.id = %(video)s AND {shown_by_a_story('video', 'v.id')}"


def is_shown(moment: Moment, video_id: int) -> bool:
    """Whether a public Release shows the video."""
    return bool(moment.fetch(_SHOWN, {"video": video_id}))


def public_file(moment: Moment, token: str, format: str) -> str:
    """Where the file of that name lies below MEDIA_ROOT; "" unless a public Release shows it and rights last."""
    rows = moment.fetch(_FILE, {"token": token, "format": format})
    return str(rows[0][0]) if rows else ""


def public_track(moment: Moment, token: str) -> str:
    """The text of the captions of that name; "" unless a public Release shows their video and its rights last."""
    rows = moment.fetch(_TRACK, {"token": token})
    return str(rows[0][0]) if rows else ""

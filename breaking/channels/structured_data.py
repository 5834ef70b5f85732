"""What machines are told of live TV, from the same values that are shown.

Properties: schema.org and Google Search Central's guide for VideoObject with BroadcastEvent.
"""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static

from articles.published.json_ld import local, script_safe, without_empty
from articles.published.open_graph import PLAIN
from articles.published.pictures import Picture
from articles.published.reader import Reader
from breaking.channels.schedule import Shown


def live_videos(reader: Reader, channels: list[Shown], pictures: dict[int, Picture]) -> list[str]:
    """For each channel the live broadcast that is on or comes next: a VideoObject, of sound alone an AudioObject."""
    return [
        script_safe(_live_video(reader, shown, pictures.get(shown.channel.poster_id or 0)))
        for shown in channels
        if shown.live is not None
    ]


def _live_video(reader: Reader, shown: Shown, picture: Picture | None) -> dict[str, Any]:
    channel, live = shown.channel, shown.live
    assert live is not None
    still = picture.crop("16x9").get("jpg", [])[-1:] if picture else []
    page = f"{reader.absolute(reader.here)}#{shown.anchor}"
    starts = local(live.starts_at, reader)
    return without_empty(
        {
            "@context": "https://schema.org",
            "@type": "VideoObject" if channel.stream_url else "AudioObject",
            "@id": page,
            "url": page,
            "name": live.title,
            "description": live.description or channel.description or channel.name,
            "thumbnailUrl": [reader.absolute(file.url) for file in still]
            or [reader.absolute(static(PLAIN[0]))],
            "uploadDate": starts,
            "contentUrl": channel.stream_url or channel.audio_url,
            "inLanguage": reader.edition.language,
            "publication": {
                "@type": "BroadcastEvent",
                "name": live.title,
                "isLiveBroadcast": True,
                "startDate": starts,
                "endDate": local(live.ends_at, reader),
                "publishedOn": {"@type": "BroadcastService", "name": channel.name},
            },
        }
    )

"""What machines are told of the videos of a story's page, from the same values that are shown.

Properties: schema.org and Google Search Central's guide for VideoObject; Open Graph's video.other (ogp.me).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from articles.published.head import Head
from articles.published.json_ld import local
from articles.published.pictures import Picture
from articles.published.reader import Reader
from articles.published.rendering import Part
from articles.published.story import Story

# A longer transcript stands on the page alone: it would double what everyone loads.
LONGEST_TRANSCRIPT = 5000
LONGEST_NAME = 110


def lead_video(parts: Sequence[Part], hero: Picture | None) -> Part | None:
    """The video that a video story is about, the first of its body; without a still of its own, with the story's."""
    part = next((part for part in parts if part.kind == "video"), None)
    return replace(part, picture=part.picture or hero) if part else None


def video_objects(
    reader: Reader, story: Story, images: list[str], description: str
) -> list[dict[str, Any]] | dict[str, Any]:
    """VideoObject of each video on the page that has what is required: a name, a thumbnail, a date, an address."""
    parts = [part for part in story.parts if part.kind == "video"]
    found = [_video_object(reader, story, part, [], description) for part in parts]
    if story.video:
        found.insert(0, _video_object(reader, story, story.video, images, description))
    whole = [video for video in found if video]
    return whole[0] if len(whole) == 1 else whole


def _video_object(
    reader: Reader, story: Story, part: Part, images: list[str], description: str
) -> dict[str, Any]:
    images = images or _stills(reader, part.picture)
    if not images:
        return {}
    caption = part.said
    is_lead = part is story.video
    found: dict[str, Any] = {
        "@type": "VideoObject",
        "name": story.headline if is_lead or not caption else caption[:LONGEST_NAME],
        "description": (description if is_lead else caption) or description or story.headline,
        "thumbnailUrl": images,
        "uploadDate": local(story.first_published_at, reader),
    }
    video = part.video
    if video is None:
        return found | {"embedUrl": part.player or part.url}
    found |= {
        "contentUrl": reader.absolute(video.url),
        "encodingFormat": video.mime,
        "duration": duration(video.seconds),
        "width": video.width,
        "height": video.height,
    }
    if video.tracks:
        found["caption"] = [
            {
                "@type": "MediaObject",
                "contentUrl": reader.absolute(track.url),
                "encodingFormat": "text/vtt",
                "inLanguage": track.language,
            }
            for track in video.tracks
        ]
    if video.transcript and len(video.transcript) <= LONGEST_TRANSCRIPT:
        found["transcript"] = video.transcript
    if video.credit:
        found["creditText"] = video.credit
    if video.rights_until:
        found["expires"] = local(video.rights_until, reader)
    return found


def describe_video(reader: Reader, story: Story, head: Head) -> None:
    """Say in Open Graph that the page is that of a video, and where the video is."""
    part = story.video
    if part is None:
        return
    properties = [(name, "video.other" if name == "og:type" else value) for name, value in head.properties]
    if part.video is not None:
        video = part.video
        address = reader.absolute(video.url)
        properties += [("og:video", address)]
        properties += [("og:video:secure_url", address)] if address.startswith("https:") else []
        properties += [
            ("og:video:type", video.mime),
            ("og:video:width", str(video.width)),
            ("og:video:height", str(video.height)),
            ("video:duration", str(video.seconds)),
        ]
    elif part.player:
        properties += [("og:video", part.player), ("og:video:type", "text/html")]
    properties.append(("video:release_date", local(story.first_published_at, reader)))
    head.properties = properties


def duration(seconds: int) -> str:
    """An ISO 8601 duration: 75 is PT1M15S."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "H"), (minutes, "M"), (seconds, "S")]
    return "PT" + "".join(f"{number}{unit}" for number, unit in parts if number)


def _stills(reader: Reader, picture: Picture | None) -> list[str]:
    """The widest file of each shape of the still that exists."""
    shapes = [picture.files.get(crop, {}).get("jpg", [])[-1:] for crop in ("16x9", "3x2")] if picture else []
    return [reader.absolute(file.url) for files in shapes for file in files]

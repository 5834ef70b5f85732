"""Caption tracks: a text is WebVTT (W3C, https://www.w3.org/TR/webvtt1/) that browsers will show, or it is refused."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

MAX_BYTES = 1024 * 1024
MAX_CUES = 20_000
_STAMP = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMES = re.compile(rf"{_STAMP}[ \t]+-->[ \t]+{_STAMP}(?:[ \t]+[^\n]*)?")
_LINE_ENDS = re.compile(r"\r\n|\r|\x0c")
# What a style sheet of a track could fetch from elsewhere.
_FETCHES = re.compile(r"url\s*\(|@import|\\", re.IGNORECASE)


class CaptionsRefused(ValueError):
    """The text is no usable track; the message is a sentence for whoever sent it."""


def decoded(data: bytes) -> str:
    """The text of an uploaded track. Raises CaptionsRefused."""
    if len(data) > MAX_BYTES:
        raise CaptionsRefused(_too_big())
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaptionsRefused(_("The captions are not a text in UTF-8.")) from None


def checked(text: str) -> str:
    """The track as it is stored: line ends are one character, and one ends it. Raises CaptionsRefused."""
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")).rstrip("\n") + "\n"
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise CaptionsRefused(_too_big())
    if "\x00" in text:
        raise CaptionsRefused(_("The captions hold a character that no text has."))
    lines = text.split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise CaptionsRefused(
            _("Captions have to be WebVTT: the first line is WEBVTT. (SubRip, .srt, is another format.)")
        )
    if lines[1].strip() and "-->" in lines[1]:
        raise _at(2, _("an empty line has to stand after WEBVTT."))
    _check_blocks(lines)
    return text


def _check_blocks(lines: list[str]) -> None:
    """Every block after the header: a note, a style, a region, or a cue with times that go forward."""
    cues, last, at = 0, 0.0, 1
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end] != "":
            end += 1
        block = lines[at:end]
        if "-->" in block[0] or (len(block) > 1 and "-->" in block[1]):
            last = _check_cue(block, at + 1, last)
            cues += 1
            if cues > MAX_CUES:
                raise CaptionsRefused(_("There are more than %(limit)d captions.") % {"limit": MAX_CUES})
        else:
            _check_other(block, at + 1, is_header=cues == 0)
        at = end
    if not cues:
        raise CaptionsRefused(_("There is no caption in it."))


def _check_cue(block: list[str], number: int, after: float) -> float:
    """Where the cue begins, in seconds. `number` is that of its first line, from 1."""
    place = 0 if "-->" in block[0] else 1
    match = _TIMES.fullmatch(block[place].strip())
    if match is None:
        raise _at(number + place, _("times are written as 00:01.000 --> 00:04.000."))
    begins, ends = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if ends <= begins:
        raise _at(number + place, _("the caption ends before it begins."))
    if begins < after:
        raise _at(number + place, _("the caption begins before the one above it."))
    for offset, line in enumerate(block[place + 1 :], start=place + 1):
        if "-->" in line:
            raise _at(number + offset, _("an empty line has to stand between two captions."))
    return begins


def _check_other(block: list[str], number: int, *, is_header: bool) -> None:
    word = block[0].split()[0]
    # The lines under WEBVTT belong to its header.
    if number == 2 or word == "NOTE":
        return
    if word not in ("STYLE", "REGION") or not is_header:
        raise _at(number, _("a caption needs a line with its times."))
    if word == "STYLE" and any(_FETCHES.search(line) for line in block):
        raise _at(number, _("a style may fetch nothing from elsewhere."))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _at(number: int, why: str) -> CaptionsRefused:
    return CaptionsRefused(_("Line %(number)d: %(why)s") % {"number": number, "why": why})


def _too_big() -> str:
    return _("The captions are larger than %(limit)d KB.") % {"limit": MAX_BYTES // 1024}

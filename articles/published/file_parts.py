"""Files in parts: conditional requests and single byte ranges, as RFC 9110 (13, 14) has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

PIECE = 64 * 1024
# Whatever a file holds, opened by itself it can run and fetch nothing.
SANDBOX = "sandbox; default-src 'none'"
_ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


class FilePart(StreamingHttpResponse):
    """`length` bytes of the file at `path` from `start` on.

    Whoever serves the site may send those by itself, so that a slow reader holds no thread; see newsroom.asgi.
    """

    def __init__(self, path: Path, start: int, length: int, **kwargs: object) -> None:
        self.path, self.start, self.length = path, start, length
        super().__init__(pieces(path, start, length), **kwargs)
        self["Content-Length"] = str(length)


def pieces(path: Path, start: int, length: int) -> Iterator[bytes]:
    """The bytes of a part, PIECE at a time. The file is opened with the first of them."""
    with path.open("rb") as file:
        file.seek(start)
        while length > 0 and (data := file.read(min(PIECE, length))):
            length -= len(data)
            yield data


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for; None if all is to be sent, as for several ranges.

    Raises ValueError for a range that lies outside.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        first, last = max(0, size - int(match[2])), size - 1
        if match[2].strip("0") == "":
            raise ValueError(header)
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
        if match[2] and int(match[2]) < first:
            return None
    if first >= size:
        raise ValueError(header)
    return first, last


def answer(request: HttpRequest, path: Path, name: str, content_type: str) -> HttpResponseBase:
    """The file, a part of it, or word that the reader has it. `name` changes if its bytes do. Raises Http404."""
    try:
        size = path.stat().st_size
    except OSError:
        raise Http404 from None
    response = _part(request, path, size, f'"{name}"')
    if response.status_code in (200, 206):
        response["Content-Type"] = content_type
        response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{name}"'
    response["Content-Security-Policy"] = SANDBOX
    return response


def _part(request: HttpRequest, path: Path, size: int, etag: str) -> HttpResponseBase:
    settled = get_conditional_response(request, etag=etag)
    if settled is not None:
        return settled
    if request.method == "HEAD":
        return HttpResponse(headers={"Content-Length": str(size)})
    asked = None
    if request.headers.get("If-Range", etag).strip() == etag:
        try:
            asked = range_of(request.headers.get("Range", ""), size)
        except ValueError:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if asked is None:
        return FilePart(path, 0, size)
    first, last = asked
    response = FilePart(path, first, last - first + 1, status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response

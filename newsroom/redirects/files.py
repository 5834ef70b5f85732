"""Reading a file of redirects: `old,new[,status]` a line, as a spreadsheet saves it."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from newsroom.redirects.keys import Refused
from newsroom.redirects.planning import Line

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 100_000
LONGEST_CELL = 4000
# Of a first line that names the columns.
_HEADS = frozenset({"old", "from", "source", "old url", "old_url", "old address"})


def decoded(data: bytes) -> str:
    """The text of a file; Refused if it is too large or no text."""
    if len(data) > MOST_BYTES:
        raise Refused(
            _("The file is larger than %(limit)d MB; import it in parts.") % {"limit": MOST_BYTES // 2**20}
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("The file is not UTF-8: save it as “CSV UTF-8”.")) from None
    if "\x00" in text:
        raise Refused(_("The file is no table of text: it holds NUL."))
    return text


def lines_of(text: str) -> list[Line]:
    """The lines of a CSV text with commas, semicolons or tabs; Refused with the line's number if it cannot be read.

    Empty lines are left out, and a first one that names the columns. Numbers count lines of the file from 1.
    """
    head = text[:LONGEST_CELL].partition("\n")[0]
    delimiter = next((sign for sign in (",", ";", "\t") if sign in head), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Line] = []
    at = 1
    try:
        for cells in rows:
            number, at = at, rows.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not found and number == 1 and cells[0].strip().lower() in _HEADS:
                continue
            found.append(_line(number, cells))
            if len(found) > MOST_LINES:
                raise Refused(
                    _("The file has more than %(limit)d lines; import it in parts.") % {"limit": MOST_LINES}
                )
    except csv.Error as error:
        raise Refused(
            _("Line %(number)d is no line of a table: %(error)s.") % {"number": at, "error": error}
        ) from None
    if not found:
        raise Refused(_("There is no line in the file."))
    return found


def _line(number: int, cells: list[str]) -> Line:
    if not 1 <= len([*cells]) <= 3 or any(len(cell) > LONGEST_CELL for cell in cells):
        raise Refused(
            _("Line %(number)d does not hold an old address, a new one and perhaps a status.")
            % {"number": number}
        )
    old, new, status = (cell.strip() for cell in [*cells, "", ""][:3])
    return Line(number, old, new, status)

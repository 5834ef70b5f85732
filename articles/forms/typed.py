"""What stands in a story's form as a Revision's content, whether or not the form would be accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from django.http import QueryDict

from articles.body.cleaning import BodyRefused, clean_body
from articles.body.values import printable
from articles.forms.aside import mark_of, read_marks
from articles.forms.rows import Rows
from articles.forms.story import StoryForm
from articles.forms.widgets import read_ids
from articles.revisions import COLUMNS, Content, written

# Columns whose words are kept even where they would be refused, such as a headline that is too long.
WORDS = (
    *("headline", "short_headline", "kicker", "standfirst", "trail_text", "slug", "slugline"),
    *("dateline_place", "seo_title", "seo_description"),
)
# One that is never closed costs no more than its length.
_TAG = re.compile(r"<[^<>]*>")
_MOST_LINES = 10_000


def typed_content(form: StoryForm, lists: dict[str, Rows], base: Content) -> Content:
    """The content that was typed. The form and its lists are bound and have been asked whether they are valid.

    Words stand as typed, those of a body that is refused without its markup; of what cannot be kept (a number that is
    no row's) and of what was not sent, `base` holds. A note to the desk that was typed is there beside the text.
    """
    data = form.cleaned_data
    content: Content = dict(base)
    for name in COLUMNS:
        if name in data:
            content[name] = data[name]
        elif name in WORDS and name in form.data:
            content[name] = printable(str(form.data[name]))
        elif name == "body" and name in form.data:
            content[name] = _words_alone(str(form.data[name])) or content.get(name, "")
    if "section" in data:
        content["section"] = data["section"].pk if data["section"] else None
    if "embargo" in data:
        content["embargoed_until"] = written(data["embargo"])
    for name, is_ordered in (
        ("tags", True),
        ("related", True),
        ("regions", False),
        ("further_sections", False),
    ):
        if name in data:
            ids = [row.pk for row in data[name]]
            content[name] = ids if is_ordered else sorted(ids)
    for name, row in _ROWS.items():
        if name in lists and lists[name].is_bound:
            content[name] = [made for form in _left(lists[name]) if (made := row(form.cleaned_data))]
    content.setdefault("corrections", [])
    note = str(data.get("desk_note", form.data.get("desk_note", "")))
    if "base_aside" in form.data and mark_of(note) not in (
        mark_of(form.initial.get("desk_note")),
        read_marks(str(form.data["base_aside"])).get("desk_note"),
    ):
        content["desk_note"] = printable(note)
    return content


def glimpse(data: QueryDict, lists: dict[str, Rows], base: Content) -> Content:
    """What of a form as it is being typed bears on whether it can be published; the rest is that of `base`.

    Nothing of it is asked of the database, nor whether a form would accept it: an embargo is that of `base` too. The
    lists are those that show what was typed (`rows_of` with `typed`).
    """
    content: Content = dict(base)
    for name in ("headline", "standfirst", "kind", "genre"):
        if name in data:
            content[name] = " ".join(printable(str(data[name])).split())
    if "body" in data:
        body = str(data["body"])
        try:
            content["body"] = clean_body(body)
        except BodyRefused:
            content["body"] = _words_alone(body)
    if "section" in data:
        content["section"] = next(iter(read_ids(data["section"])), None)
    if "related" in data:
        content["related"] = read_ids(data["related"])
    if "headline" in data:
        content["is_sensitive"] = "is_sensitive" in data
    for name, key in (("pictures", "image"), ("bylines", "author")):
        rows = [{**row, key: next(iter(read_ids([row.get(key)])), None)} for row in lists[name].initial or []]
        content[name] = [row for row in rows if row[key] or row.get("credited_as")]
    return content


def _words_alone(html: str) -> str:
    """The words of a body that is refused, as paragraphs; nothing if even they cannot be kept."""
    lines = [line.strip() for line in unescape(_TAG.sub("\n", html)).splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        lines = [" ".join(lines)]
    try:
        return clean_body("".join(f"<p>{escape(line)}</p>" for line in lines))
    except BodyRefused:
        return ""


def _left(rows: Rows) -> list[Any]:
    """The rows that were filled in and not taken out, in the order in which they were left."""
    filled = [form for form in rows.forms if form.has_changed() and getattr(form, "cleaned_data", None)]
    kept = [form for form in filled if not form.cleaned_data.get("DELETE")]
    return sorted(kept, key=lambda form: form.cleaned_data.get("ORDER") or 0)


def _byline(row: dict[str, Any]) -> dict[str, Any] | None:
    author, name = row.get("author"), row.get("credited_as", "")
    if author is None and not name:
        return None
    return {"author": author.pk if author else None, "credited_as": name, "role": row.get("role") or "writer"}


def _picture(row: dict[str, Any]) -> dict[str, Any] | None:
    if row.get("image") is None:
        return None
    words = {name: row.get(name, "") for name in ("caption", "alt_text", "long_description")}
    return {"image": row["image"].pk, **words, "layout": row.get("layout") or "normal"}


def _source(row: dict[str, Any]) -> dict[str, Any] | None:
    return {"name": row["name"], "url": row.get("url", "")} if row.get("name") else None


def _correction(row: dict[str, Any]) -> dict[str, Any] | None:
    if not row.get("at") or not row.get("text"):
        return None
    return {name: row.get(name, "") for name in ("type", "text", "at", "placement")}


_ROWS: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
    "bylines": _byline,
    "pictures": _picture,
    "sources": _source,
    "corrections": _correction,
}

"""What stands in a story's form and belongs to the desk, not to the text: no Revision tells who changed it since when.

So the page carries a mark of each entry as it showed it, and what a colleague changed meanwhile is not written over by
whoever left it alone.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

ASIDE = ("desk", "assignee", "due_at", "desk_note", "confidential")


def marks_of(article: Any) -> str:
    """The marks of the entries as they are stored, for the page to send back."""
    return json.dumps({name: mark_of(stored(article, name)) for name in ASIDE})


def stored(article: Any, name: str) -> Any:
    """An entry's value; of a row its key, which costs no query."""
    return getattr(article, article._meta.get_field(name).attname)


def mark_of(value: Any) -> str:
    """Short, and the same for what means the same: rows by their keys, texts whatever their line ends."""
    said = str(getattr(value, "pk", value) or "").replace("\r\n", "\n").strip()
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def read_marks(text: str) -> dict[str, str]:
    """The marks that a page sent; none where it sent none, or something else."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}

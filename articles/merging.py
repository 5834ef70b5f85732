"""Merging two texts of a story that grew from the same one: field by field, the body block by block."""

from __future__ import annotations

from dataclasses import dataclass

from articles.body import merging
from articles.revisions import Content


@dataclass(frozen=True)
class Merged:
    """`content` takes what either side changed; `conflicts` names the fields (or body blocks) that both did."""

    content: Content
    conflicts: tuple[str, ...]


def merge(base: Content, mine: Content, theirs: Content) -> Merged:
    """Bring `mine` and `theirs` together, both made from `base`. Where they conflict, `theirs` stands in the result."""
    content: Content = {}
    conflicts: list[str] = []
    for name, other in theirs.items():
        before, own = base.get(name), mine.get(name)
        if name == "body":
            merged = merging.merge(before or "", other, own or "")
            content[name] = merged.body
            conflicts += [f"body {conflict.block_id}" for conflict in merged.conflicts]
        elif other in (before, own):
            content[name] = own
        else:
            content[name] = other
            if own != before:
                conflicts.append(name)
    return Merged(content, tuple(conflicts))

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from articles.published import page as pages
from articles.published.reader import Reader
from breaking.channels.schedule import on_air
from newsroom.pages.models import MenuItem, Page

# Where a newsroom says how it works, by the property that names it (schema.org, NewsMediaOrganization).
POLICIES = {
    "publishingPrinciples": "standards/",
    "ethicsPolicy": "standards/",
    "correctionsPolicy": "corrections/",
    "masthead": "authors/",
}
CONTACT = "contact/"


@dataclass
class Node:
    """A line of a menu. `url` is a path, or a whole address of another site. `is_live` while something is on live TV."""

    label: str
    url: str
    is_live: bool
    # Of ARIA: "page" if this is the page, "true" if it is above the page.
    current: str = ""
    children: list[Node] = field(default_factory=list)


class Menus:
    """The edition's menus, two levels deep; what leads to a hidden page is left out."""

    def __init__(self) -> None:
        self.trees: dict[str, list[Node]] = {}

    def wants(self, reader: Reader) -> list[int]:
        rows = MenuItem.objects.using(reader.moment.using).filter(edition_id=reader.edition.pk)
        live = on_air(reader.moment, reader.edition.pk)
        items = list(rows.select_related("page").annotate(**live).order_by("position", "id"))
        on_until, on_from = (getattr(items[0], name) for name in live) if items else (None, None)
        reader.ends += [at for at in (on_until, on_from) if at]
        nodes: dict[int, Node] = {}
        for item in items:
            if item.page is not None and not item.page.is_shown:
                continue
            url = _url(reader, item)
            nodes[item.pk] = Node(
                item.label, url, item.is_live and on_until is not None, _current(reader, url)
            )
        for item in items:
            if item.pk not in nodes:
                continue
            if item.parent_id is None:
                self.trees.setdefault(item.menu, []).append(nodes[item.pk])
            elif item.parent_id in nodes:
                nodes[item.parent_id].children.append(nodes[item.pk])
        return []

    def gives(self, page: pages.Page) -> dict[str, Any]:
        return {
            "menu": self.trees.get(MenuItem.Menu.MAIN, []),
            "footer_menu": self.trees.get(MenuItem.Menu.FOOTER, []),
            "social_menu": self.trees.get(MenuItem.Menu.SOCIAL, []),
            "app_menu": self.trees.get(MenuItem.Menu.APPS, []),
        }

    def pages(self, reader: Reader) -> list[str]:
        """The edition's pages, and the contact form, which is there without one."""
        shown = Page.objects.using(reader.moment.using).filter(edition_id=reader.edition.pk, is_shown=True)
        slugs = shown.order_by("slug").values_list("slug", flat=True)
        return [reader.url(path) for path in sorted({CONTACT, *(f"{slug}/" for slug in slugs)})]

    def publisher(self, reader: Reader) -> dict[str, Any]:
        """The newsroom's accounts elsewhere, and those of its policies to which a menu leads."""
        here = {node.url for node in self._nodes()}
        known: dict[str, Any] = {
            name: reader.absolute(reader.url(path))
            for name, path in POLICIES.items()
            if reader.url(path) in here
        }
        if reader.url(CONTACT) in here:
            contact = reader.absolute(reader.url(CONTACT))
            known["contactPoint"] = {"@type": "ContactPoint", "contactType": "newsroom", "url": contact}
        accounts = self.trees.get(MenuItem.Menu.SOCIAL, [])
        known["sameAs"] = [node.url for node in accounts if node.url.startswith("https://")]
        return known

    def _nodes(self) -> Iterator[Node]:
        for tree in self.trees.values():
            for node in tree:
                yield node
                yield from node.children


def _current(reader: Reader, url: str) -> str:
    if url == reader.here:
        return "page"
    return "true" if url != reader.url() and reader.here.startswith(url) else ""


def _url(reader: Reader, item: MenuItem) -> str:
    if item.section_id is not None:
        return reader.section_url(item.section_id)
    if item.page is not None:
        return reader.url(f"{item.page.slug}/")
    return reader.url(item.url[1:]) if item.url.startswith("/") else item.url

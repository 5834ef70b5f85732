"""What machines are told of a page of a list: its title, description, canonical address and feed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.published.head import NOINDEX, Head
from articles.published.lists import Pages
from articles.published.reader import Reader
from articles.published.summaries import LONGEST, described

# Two lists may have one name, and no two pages may have one title.
_TITLES = {
    "tag": gettext_lazy("%(heading)s: news and background"),
    "region": gettext_lazy("%(heading)s: news from the region"),
    "coverage": gettext_lazy("%(heading)s: full coverage"),
}
FEW = 3


def list_head(
    reader: Reader, pages: Pages, list_kind: str, heading: str, about: str, *, has_feed: bool
) -> Head:
    """The metadata of one page of a list; `about` is what the desk says of the list, or ""."""
    edition = reader.edition
    title = str(_TITLES.get(list_kind, "%(heading)s")) % {"heading": heading}
    usual = _("%(title)s. The latest stories from %(edition)s, newest first.")
    suffix = numbered("", pages.number)
    described_as = described(
        about, usual % {"title": title, "edition": edition.name}, longest=LONGEST - len(suffix)
    )
    head = Head(
        title=f"{numbered(title, pages.number)} | {edition.name}",
        description=numbered(described_as, pages.number),
        canonical=reader.absolute(pages.url(pages.number)),
    )
    if has_feed:
        address = reader.absolute(f"{reader.here}feed/rss.xml")
        head.feeds.append((f"{heading} | {edition.name}", address))
    # A tag with a story or two says nothing that the stories do not.
    if not pages.total or (list_kind == "tag" and pages.total < FEW):
        head.robots = NOINDEX
    return head


def numbered(text: str, number: int) -> str:
    """A title or description of one page of several: what tells it from those of the others."""
    return text if number == 1 else _("%(heading)s – page %(number)d") % {"heading": text, "number": number}

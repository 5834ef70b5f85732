"""What is wrong with the metadata of a public page: sentences, found by reading the page as machines do.

Every value told to machines is held against what the page shows to people.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bs4 import Tag

INDEX = "max-image-preview:large, max-snippet:-1, max-video-preview:-1"
ARTICLES = (
    "NewsArticle",
    "OpinionNewsArticle",
    "AnalysisNewsArticle",
    "ReportageNewsArticle",
    "LiveBlogPosting",
)
REQUIRED = (
    *("headline", "description", "datePublished", "dateModified", "author", "publisher", "articleSection"),
    *("inLanguage", "wordCount", "isAccessibleForFree", "mainEntityOfPage", "@id"),
)
LARGEST_ARTICLE = 3 * 1024
# With its 25 newest posts.
LARGEST_LIVE_BLOG = 10 * 1024
# Types that say of themselves what they are worth naming once.
ADDRESSES = frozenset(
    {"@id", "url", "item", "contentUrl", "thumbnailUrl", "mainEntityOfPage", "image", "isBasedOn"}
)


@dataclass
class Judged:
    """One page as it is judged. `path` is its address with its query, `is_article` what it ought to be."""

    site: str
    path: str
    html: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.soup = BeautifulSoup(self.html, "lxml")
        self.scripts = [str(s.string or "") for s in self.soup.select('script[type="application/ld+json"]')]
        self.nodes = [node for text in self.scripts for node in _nodes(json.loads(text))]

    def ask(self, is_right: object, fault: str) -> None:
        if not is_right:
            self.faults.append(fault)

    def same(self, what: str, told: object, shown: object) -> None:
        self.ask(told == shown, f"{what}: told {told!r}, shown {shown!r}")

    def texts(self, selector: str) -> list[str]:
        return [_text(element) for element in self.soup.select(selector)]

    def text(self, selector: str) -> str:
        return next(iter(self.texts(selector)), "")

    def meta(self, name: str) -> list[str]:
        found = self.soup.select(f'meta[name="{name}"], meta[property="{name}"]')
        return [str(meta["content"]) for meta in found]

    def links(self, selector: str = "a[href]") -> set[str]:
        return {self.whole(str(a["href"])) for a in self.soup.select(selector)}

    def whole(self, address: str) -> str:
        return self.site + address if address.startswith("/") else address

    def files(self) -> set[str]:
        """Whole addresses of all pictures that the page offers."""
        found = {str(image["src"]) for image in self.soup.select("img[src]")}
        for source in self.soup.select("source[srcset]"):
            found |= {part.split()[0] for part in str(source["srcset"]).split(",")}
        return {self.whole(address) for address in found} | set(self.meta("og:image")) | self.links()

    def of_type(self, *types: str) -> list[dict[str, Any]]:
        return [node for node in self.nodes if node.get("@type") in types]


def metadata_faults(
    site: str, path: str, html: str, *, is_found: bool = True, edition: str = ""
) -> list[str]:
    """What is wrong with a page that machines may keep (`is_found`) or must not keep."""
    page = Judged(site, path, html)
    judge: list[Callable[[Judged], None]] = [_json_ld]
    if is_found:
        judge += [_head, _open_graph, _articles, _lists, _profile, _plain_page, _trail, _galleries]
    else:
        page.same("robots", page.meta("robots"), ["noindex, follow"])
    for look in judge:
        look(page)
    page.ask(len(page.soup.select("title")) == 1, "it has not one title")
    page.ask(not edition or page.text("title").endswith(edition), "its title does not end with the edition")
    return page.faults


def _head(page: Judged) -> None:
    canonical = [str(link["href"]) for link in page.soup.select('link[rel="canonical"]')]
    page.same("canonical", canonical, [page.site + page.path])
    page.same("robots", page.meta("robots"), [INDEX])
    [description] = page.meta("description") or [""]
    page.ask(50 <= len(description) <= 160, f"description of {len(description)} characters: {description!r}")
    page.ask(description == description.strip(), "description has spaces around it")
    page.ask(len(page.soup.select("h1")) == 1, f"{len(page.soup.select('h1'))} h1")


def _open_graph(page: Judged) -> None:
    for name in (
        "og:type",
        "og:title",
        "og:description",
        "og:url",
        "og:site_name",
        "og:locale",
        "twitter:card",
    ):
        page.ask(len(page.meta(name)) == 1 and page.meta(name)[0], f"{name}: {page.meta(name)}")
    page.same("og:url", page.meta("og:url"), [page.site + page.path])
    page.same("og:description", page.meta("og:description"), page.meta("description"))
    page.ask(page.meta("og:type")[0] in ("article", "website", "profile", "video.other"), "og:type is none")
    page.ask(
        not page.meta("og:title")[0].endswith(f"| {page.meta('og:site_name')[0]}"), "og:title has the brand"
    )
    for name in ("og:image", "og:image:width", "og:image:height", "og:image:type", "og:image:alt"):
        page.ask(len(page.meta(name)) == 1 and page.meta(name)[0], f"{name}: {page.meta(name)}")
    page.ask(page.meta("og:image")[0].startswith(page.site), "og:image is not a whole address")
    size = [int(number) for name in ("width", "height") for number in page.meta(f"og:image:{name}")]
    page.ask(size[0] >= 600 and 1.3 < size[0] / size[1] < 2, f"og:image is {size}")


def _json_ld(page: Judged) -> None:
    for script in page.scripts:
        page.ask(not re.search("[<>&\u2028\u2029]", script), f"not escaped: {script[:80]}")
        page.ask(json.loads(script).get("@context") == "https://schema.org", "no @context")
    for node in page.nodes:
        for name, value in _values(node):
            page.ask(value not in ("", None, [], {}), f"{node.get('@type')}.{name} is empty")
            if name in ADDRESSES and isinstance(value, str):
                page.ask(value.startswith(("https://", "http://")), f"{name} is no whole address: {value}")
    whole = [json.dumps(node, sort_keys=True) for node in page.nodes]
    page.ask(len(whole) == len(set(whole)), "a node stands there twice")
    named = [node["@id"] for node in page.nodes if "@id" in node and len(node) > 1]
    page.ask(len(named) == len(set(named)), f"an @id stands there twice: {named}")


def _articles(page: Judged) -> None:
    is_article = page.meta("og:type") in (["article"], ["video.other"])
    nodes = page.of_type(*ARTICLES)
    page.ask(len(nodes) == int(is_article), f"{len(nodes)} nodes of an article")
    for node in nodes if is_article else []:
        for name in REQUIRED:
            page.ask(name in node, f"the article's node has no {name}")
        script = next(s for s in page.scripts if node["@id"] in s)
        largest = LARGEST_LIVE_BLOG if node["@type"] == "LiveBlogPosting" else LARGEST_ARTICLE
        page.ask(len(script.encode()) <= largest, f"the article's node has {len(script.encode())} bytes")
        _article(page, node)


def _article(page: Judged, node: dict[str, Any]) -> None:
    h1 = page.text("h1")
    page.ask(_is_cut(node["headline"], h1, 110), f"headline: told {node['headline']!r}, shown {h1!r}")
    page.same("og:title", [_spaced(title) for title in page.meta("og:title")], [h1])
    page.same("@id", node["@id"], f"{page.site}{page.path}#article")
    page.same("mainEntityOfPage", node["mainEntityOfPage"], page.site + page.path)
    page.same("description", [node["description"]], page.meta("description"))
    page.same("inLanguage", node["inLanguage"], page.soup.select_one("html")["lang"])  # type: ignore[index]
    page.same("publisher", node["publisher"], {"@id": f"{_root(page)}#org"})
    shown = [str(time["datetime"]) for time in page.soup.select(".byline time")]
    told = list(dict.fromkeys([node["datePublished"], node["dateModified"]]))
    page.same("dates", told, shown)
    page.ask(node["dateModified"] >= node["datePublished"], "it was changed before it was published")
    signed = page.soup.select(".byline__names > a, .byline__names > bdi")
    names = [(_text(s), page.whole(str(s["href"])) if s.name == "a" else None) for s in signed]
    page.same("author", [(author["name"], author.get("url")) for author in node["author"]], names)
    page.ask(all(a["@type"] in ("Person", "Organization") for a in node["author"]), "an author is neither")
    page.same("articleSection", node["articleSection"], (page.texts(".breadcrumb a") or [""])[-1])
    page.same("keywords", node.get("keywords", []), page.texts(".tags__tag"))
    page.same("article:tag", page.meta("article:tag"), page.texts(".tags__tag"))
    page.same("article:section", page.meta("article:section"), [node["articleSection"]])
    page.ask(node["wordCount"] > 0 or page.of_type("ImageGallery"), "it has no words")
    for made in node.get("correction", []):
        page.ask(
            _spaced(made["text"]) in _spaced(page.text("article")), f"correction not shown: {made['text']}"
        )
    for source in node.get("sourceOrganization", []):
        page.ask(source["name"] in page.texts(".byline bdi"), f"source not shown: {source['name']}")
    if page.soup.select(".article__hero img, .gallery img"):
        page.ask(node.get("image"), "it has no image")
        page.same("thumbnailUrl", node["thumbnailUrl"], node["image"][0])
        page.ask(len(set(node["image"])) == len(node["image"]), "an image stands there twice")


def _lists(page: Judged) -> None:
    for node in page.of_type("CollectionPage"):
        page.same("name", node["name"], page.text("h1"))
        items = node.get("mainEntity", {}).get("itemListElement", [])
        page.same("positions", [item["position"] for item in items], list(range(1, len(items) + 1)))
        missing = [item["url"] for item in items if item["url"] not in page.links("main a[href]")]
        page.ask(not missing, f"told of and not shown: {missing}")


def _profile(page: Judged) -> None:
    for node in page.of_type("ProfilePage"):
        person = node["mainEntity"]
        page.same("name", person["name"], page.text("h1"))
        shown = _spaced(page.text(".profile"))
        for name in ("jobTitle", "description"):
            page.ask(_spaced(person.get(name, "")) in shown, f"{name} is not shown")
        # The page shows the same picture in the size that it needs.
        page.ask(
            all(f"{page.site}/media/" in url for url in person.get("image", [])), "the portrait is not ours"
        )
        page.ask(
            bool(person.get("image")) == bool(page.soup.select(".profile img")), "the portrait is not told of"
        )


def _plain_page(page: Judged) -> None:
    for node in page.of_type("WebPage", "CollectionPage", "ProfilePage"):
        page.same("url", node["url"], page.site + page.path)
        page.same("name", node["name"], page.text("h1"))
        page.same("description", [node["description"]], page.meta("description"))


def _trail(page: Judged) -> None:
    trails = page.of_type("BreadcrumbList")
    is_front = urlsplit(page.path).path == urlsplit(_root(page)).path
    page.ask(len(trails) == int(not is_front), f"{len(trails)} trails")
    for trail in trails:
        steps = trail["itemListElement"]
        page.ask(len(steps) >= 2, "a trail of one step")
        page.same("positions", [step["position"] for step in steps], list(range(1, len(steps) + 1)))
        page.same("first step", steps[0]["item"], _root(page))
        if page.of_type(*ARTICLES):
            shown = [(_text(a), page.whole(str(a["href"]))) for a in page.soup.select(".breadcrumb a")]
            page.same("trail", [(step["name"], step["item"]) for step in steps[1:]], shown)


def _galleries(page: Judged) -> None:
    for node in page.of_type("ImageGallery"):
        shown = _spaced(page.text("main"))
        for image in node["associatedMedia"]:
            page.ask(image["contentUrl"] in page.files(), f"picture not shown: {image['contentUrl']}")
            marks = ("creditText", "creator", "copyrightNotice", "license")
            page.ask(any(image.get(name) for name in marks), "a picture without credit")
            for name in ("caption", "creditText"):
                page.ask(_spaced(image.get(name, "")) in shown, f"{name} not shown: {image.get(name)}")


def _nodes(data: dict[str, Any]) -> list[dict[str, Any]]:
    return data.get("@graph", [data])  # type: ignore[no-any-return]


def _values(data: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, key)
    if isinstance(data, list):
        for value in data:
            yield from _values(value, name)


def _is_cut(told: str, shown: str, longest: int) -> bool:
    if len(shown) <= longest:
        return told == shown
    return len(told) <= longest and told.endswith("…") and shown.startswith(told[:-1])


def _root(page: Judged) -> str:
    """The address of the edition's front, as the masthead leads there."""
    return page.whole(str(page.soup.select_one(".masthead__name a")["href"]))  # type: ignore[index]


def _text(element: Tag) -> str:
    return _spaced(element.get_text())


def _spaced(text: str) -> str:
    return " ".join(text.split())

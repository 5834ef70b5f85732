"""JSON-LD of the front: who publishes, and what the site is called (schema.org NewsMediaOrganization and WebSite)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static

from articles.published.json_ld import publisher_id, script_safe, without_empty
from articles.published.pictures import Picture
from articles.published.reader import Reader

LOGO = "img/icon-512.png"


def site_data(reader: Reader, facts: dict[str, Any], picture: Picture | None) -> list[str]:
    """The publisher and its site. `facts` are properties of the publisher that others know; `picture` is its logo."""
    edition = reader.edition
    root = reader.absolute(reader.url())
    publisher = {
        "@type": "NewsMediaOrganization",
        "@id": publisher_id(reader),
        "name": edition.name,
        "slogan": edition.slogan,
        "description": edition.footer_text,
        "url": root,
        "logo": _logo(reader, picture),
        **facts,
    }
    short = edition.short_name
    site = {
        "@type": "WebSite",
        "@id": f"{root}#site",
        "name": edition.name,
        # By which Google may call the site where its name is taken.
        "alternateName": short if short != edition.name else "",
        "url": root,
        "inLanguage": edition.language,
        "publisher": {"@id": publisher_id(reader)},
    }
    graph = [without_empty(publisher), without_empty(site)]
    return [script_safe({"@context": "https://schema.org", "@graph": graph})]


def _logo(reader: Reader, picture: Picture | None) -> dict[str, Any]:
    """The edition's own logo, or the mark of the software."""
    files = picture.crop("full").get("jpg", []) if picture else []
    url, width, height = (
        (files[0].url, files[0].width, files[0].height) if files else (static(LOGO), 512, 512)
    )
    return {"@type": "ImageObject", "url": reader.absolute(url), "width": width, "height": height}

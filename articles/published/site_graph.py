"""JSON-LD of the front: who publishes, and what the site is called (schema.org NewsMediaOrganization and WebSite)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static

from articles.published.json_ld import publisher_id, script_safe, without_empty
from articles.published.reader import Reader

LOGO = "img/icon-512.png"


def site_data(reader: Reader, facts: dict[str, Any]) -> list[str]:
    """The publisher and its site. `facts` are properties of the publisher that others know, by their names."""
    edition = reader.edition
    root = reader.absolute(reader.url())
    publisher = {
        "@type": "NewsMediaOrganization",
        "@id": publisher_id(reader),
        "name": edition.name,
        "slogan": edition.slogan,
        "description": edition.footer_text,
        "url": root,
        "logo": {"@type": "ImageObject", "url": reader.absolute(static(LOGO)), "width": 512, "height": 512},
        **facts,
    }
    short = edition.name.removeprefix("The ")
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

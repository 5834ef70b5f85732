"""Sitemaps held against schemas of our own: sitemaps.org's, and Google's extensions as they are read now."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).parent / "xsd"


@cache
def sitemap_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "sitemap.xsd")))


def schema_faults(content: bytes) -> list[str]:
    """What is wrong with a sitemap or an index of sitemaps; empty if it is valid."""
    schema = sitemap_schema()
    schema.validate(etree.fromstring(content))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]

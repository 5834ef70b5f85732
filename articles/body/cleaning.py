"""The only door for a body: whatever comes from an editor, an import or a wire passes through here."""

import nh3

from articles.body import schema
from articles.body.elements import give_ids
from articles.body.markup import MAX_BYTES, MAX_TAGS, TOO_LARGE, TOO_MANY_TAGS, BodyRefused, well_formed
from articles.body.normalising import normalise, parse

__all__ = ["BodyRefused", "clean_body"]


def clean_body(html: str) -> str:
    """The body as it is stored: sanitised, canonical, every top-level block with an id.

    Cleaning again changes nothing. BodyRefused, with a sentence for the sender, if the text is over
    2 MB in UTF-8 or made of more than 50,000 tags (before or after), or nested over 100 deep.
    """
    sanitised = nh3.clean(
        well_formed(html),
        tags=set(schema.KNOWN),
        clean_content_tags=set(),
        attributes=dict(schema.ATTRIBUTES),
        url_schemes=set(schema.LINK_SCHEMES),
        link_rel=None,
    )
    blocks = normalise(parse(sanitised))
    give_ids(blocks)
    body = "\n".join(block.html() for block in blocks)
    # What is stored must be readable: the end tags that were left out count now.
    if len(body.encode()) > MAX_BYTES:
        raise BodyRefused(TOO_LARGE)
    if body.count("<") > MAX_TAGS:
        raise BodyRefused(TOO_MANY_TAGS)
    return body

"""Where an alert goes besides the ticker: a post of a live blog, and the first words of a story."""

from __future__ import annotations

from django.utils.html import escape

from articles.models import Article
from articles.revisions import save_revision
from breaking.live import posts
from breaking.models import Alert

HEADLINE = 110


def post_live(alert: Alert) -> None:
    """Put the line into its live blog, as a breaking post of whoever wrote it. The alert's own key makes it one post."""
    assert alert.live_blog_id is not None
    body = f"<p>{escape(alert.text)}</p>"
    posts.publish(alert.live_blog_id, alert.author, body=body, is_breaking=True, alert=alert, key=alert.key)


def begin_stub(alert: Alert) -> int:
    """Begin a story with the line as its headline, in the first of its editions; return its id. It is a draft."""
    edition = alert.editions.order_by("position", "pk").first()
    assert edition is not None
    section = alert.section if alert.section is not None and alert.section.edition_id == edition.pk else None
    story = Article.objects.create(
        edition=edition, section=section, creator=alert.author, headline=headline_of(alert.text)
    )
    save_revision(story, alert.author)
    return story.pk


def headline_of(text: str) -> str:
    """The text, cut at a word where it is longer than a headline."""
    if len(text) <= HEADLINE:
        return text
    cut = text[: HEADLINE - 1]
    at_word = cut.rpartition(" ")[0] if text[HEADLINE - 1] != " " else cut
    return f"{(at_word or cut).rstrip(' ,;:–—-')}…"

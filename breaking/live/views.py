"""The list of live blogs, and the address of a post for good."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from articles.published.list_pages import About, show_list
from articles.published.lists import LAST_PAGE, PAGE_SIZE, ListKey
from articles.published.models import Release
from articles.published.reader import Reader, ReaderRequest
from articles.published.views import full_path
from articles.sections.kinds import KIND_NUMBERS, Kind
from breaking.live.blogs import page_of_post
from breaking.live.models import LivePost
from breaking.live.showing import anchor

_RUNNING_FIRST = """
WITH listed AS (
  SELECT l.article_id, l.sort_at, s.closed_at <= %(at)s AS is_over FROM published_listing l
  LEFT JOIN live_livestate s USING (article_id)
  WHERE l.kind = 'kind' AND l.target_id = %(kind)s AND l.edition_id = %(edition)s AND l.sort_at <= %(at)s
  AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s)
)
SELECT article_id, (SELECT count(*) FROM (SELECT 1 FROM listed LIMIT %(most)s) few) FROM listed
ORDER BY coalesce(is_over, FALSE), sort_at DESC, article_id DESC LIMIT %(size)s OFFSET %(offset)s
"""


def live_blogs(request: ReaderRequest) -> HttpResponse:
    """All live blogs: those that run, then those that are closed."""
    return show_list(
        request,
        ListKey("kind", KIND_NUMBERS[Kind.LIVE], request.reader.edition.pk),
        About(list_kind="live-blogs", heading=_("Live blogs"), has_feed=False, reads=_running_first),
    )


def _running_first(reader: Reader, number: int) -> tuple[list[int], int]:
    asked = {
        "kind": KIND_NUMBERS[Kind.LIVE],
        "edition": reader.edition.pk,
        "most": PAGE_SIZE * LAST_PAGE + 1,
        "size": PAGE_SIZE,
        "offset": (number - 1) * PAGE_SIZE,
    }
    rows = reader.moment.fetch(_RUNNING_FIRST, asked)
    return [row[0] for row in rows], rows[0][1] if rows else 0


def post(request: ReaderRequest, number: str) -> HttpResponse:
    """Leads to the page of the blog on which the post stands now.

    Raises Http404 for a post that is hidden or never was, and for any of what is no public live blog here, or no longer.
    """
    reader, post_id = request.reader, int(number)
    posts = LivePost.objects.using(reader.moment.using).filter(pk=post_id)
    article_id = posts.values_list("article_id", flat=True).first()
    if article_id is None:
        raise Http404
    releases = Release.objects.filter(article_id=article_id, edition_id=reader.edition.pk, kind=Kind.LIVE)
    release = reader.moment.public(releases).first()
    page = page_of_post(reader.moment, article_id, post_id) if release else None
    if release is None or page is None:
        raise Http404
    path = full_path(reader, release)
    return HttpResponseRedirect(f"{path}{f'?page={page}' if page > 1 else ''}#{anchor(post_id)}")

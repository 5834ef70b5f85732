from __future__ import annotations

from django.http import Http404, HttpResponse

from articles.body.reading import first_sentence
from articles.published import views
from articles.published.head import Head
from articles.published.page import Page
from articles.published.reader import ReaderRequest
from articles.published.rendering import parts_of
from articles.published.spelling import leads_to
from articles.published.structured_data import page_data
from newsroom.pages import models


def section_or_page(request: ReaderRequest, path: str) -> HttpResponse:
    """A section, at one slug or two; or a page, at one. They share the edition's namespace."""
    reader = request.reader
    section = reader.section_at(path)
    if section is not None:
        return views.section(request, section)
    misspelt = reader.section_called(path)
    if misspelt is not None:
        return leads_to(request, reader.section_url(misspelt.pk))
    return page(request, path)


def page(request: ReaderRequest, slug: str) -> HttpResponse:
    reader = request.reader
    rows = models.Page.objects.using(reader.moment.using).filter(slug=slug, is_shown=True)
    row = rows.filter(edition_id=reader.edition.pk).first()
    if row is None:
        raise Http404
    reader.is_elsewhere(dict.fromkeys(rows.values_list("edition_id", flat=True), f"{slug}/"))
    shown = Page(reader)
    shown.load()
    head = Head(
        title=f"{row.headline} | {reader.edition.name}",
        description=first_sentence(row.body),
        canonical=reader.absolute(reader.here),
    )
    head.json_ld = page_data(reader, head, row.headline)
    context = {"headline": row.headline, "parts": parts_of(reader, row.body, {}, {})}
    return shown.render(request, "pages/page.html", head, context)

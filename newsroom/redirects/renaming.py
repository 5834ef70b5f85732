"""What is renamed leaves a redirect: heard from the rows themselves, whoever saves them.

The packages below know nothing of redirects. A row that takes an address drops the redirect that stood there.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.db.models.signals import post_save, pre_save

from articles.editions.names import Name
from articles.sections.models import Section
from newsroom.pages.models import Page
from newsroom.redirects.keys import key_of
from newsroom.redirects.models import Redirect
from newsroom.redirects.planning import flatten
from newsroom.redirects.site_map import NAMES

_KINDS = {model: kind for kind, model in NAMES.items()}
_BEFORE = "_address_before"


def listen() -> None:
    heard: list[type[models.Model]] = [Section, Page, *_KINDS]
    for model in heard:
        pre_save.connect(_remember, sender=model, dispatch_uid=f"redirects-before-{model.__name__}")
        post_save.connect(_leave, sender=model, dispatch_uid=f"redirects-after-{model.__name__}")


def path_of(row: models.Model) -> str:
    """The path below the edition's root at which readers find a section, page or name; "" if they do not."""
    match row:
        case Section():
            return f"{row.path_below(row.parent)}/"
        case Page():
            return f"{row.slug}/" if row.is_shown else ""
        case Name():
            return f"{_KINDS[type(row)]}/{row.slug}/" if row.is_shown else ""
    raise TypeError(row)


def _remember(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    before = None
    if instance.pk is not None and not raw:
        before = sender._default_manager.filter(pk=instance.pk).first()
    setattr(instance, _BEFORE, before)


def _leave(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    before = instance.__dict__.pop(_BEFORE, None)
    new = path_of(instance)
    if raw or not new:
        return
    old = path_of(before) if before is not None and before.edition_id == instance.edition_id else ""
    if old == new:
        return
    Redirect.objects.filter(edition_id=instance.edition_id, old=key_of(new)).delete()
    if old and key_of(old) != key_of(new):
        _redirect(instance.edition, old, new)


def _redirect(edition: Any, old: str, new: str) -> None:
    """Let the old path lead to the new one, and what led to it or below it lead on at once."""
    row, _is_new = Redirect.objects.update_or_create(
        edition=edition,
        old=key_of(old),
        defaults={
            "article_id": None,
            "target": f"{edition.root_url}{new}",
            "leads_to": f"{edition.pk}:{key_of(new)}",
            "status": Redirect.Status.MOVED,
            "origin": Redirect.Origin.RENAMED,
        },
    )
    flatten([row])
    _move_below(edition, old, new)


def _move_below(edition: Any, old: str, new: str) -> None:
    """Targets below the old path, such as its feeds or a section under it, go along with it."""
    root, before, after = edition.root_url, f"{edition.pk}:{key_of(old)}", f"{edition.pk}:{key_of(new)}"
    for glue in ("/", "?"):
        Redirect.objects.filter(leads_to__startswith=f"{before}{glue}").update(
            leads_to=Concat(Value(after), Substr("leads_to", len(before) + 1)),
            target=Concat(Value(f"{root}{new}"), Substr("target", len(f"{root}{old}") + 1)),
        )

"""Whose editions and desks are whose, for the choices that forms offer. What one may do is asked through `may`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from articles.editions.models import Edition


def person(request: HttpRequest) -> Any:
    """Who is signed in. The desk's pages are for nobody else."""
    return request.user


def in_scope(user: Any, edition_id: int | None, desk_id: int | None) -> bool:
    """Whether a story of that edition and desk would be in the user's scope."""
    return user.is_superuser or any(
        role.edition_id in (None, edition_id) and role.desk_id in (None, desk_id) for role in user.roles()
    )


def editions_for(user: Any, *, as_editor: bool = False, as_admin: bool = False) -> QuerySet[Edition]:
    """The editions in which the user has a role; one above journalist with `as_editor`, an admin's with `as_admin`."""
    held = edition_ids_for(user, as_editor=as_editor, as_admin=as_admin)
    return Edition.objects.all() if held is None else Edition.objects.filter(pk__in=held)


def edition_ids_for(user: Any, *, as_editor: bool = False, as_admin: bool = False) -> set[int] | None:
    """The same as numbers, without asking the database; None for all editions."""
    wanted = (
        {"admin"} if as_admin else {"editor", "admin"} if as_editor else {"journalist", "editor", "admin"}
    )
    held = {role.edition_id for role in user.roles() if role.role in wanted}
    return None if user.is_superuser or None in held else held

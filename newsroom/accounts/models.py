from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.sections.models import Desk
from newsroom.accounts.rights import Membered, Scoped, may


class User(AbstractUser):
    """A member of staff. What one may do stands in the Memberships, and is asked through `may` alone.

    `granted_at` is when the account was last made or given a password, roles or entry on the desk's pages of staff; None
    for never. For a day after it the person is no second one for alerts, as it might be the first (breaking, 0007).
    """

    # Of `with_roles`, None without it.
    held_roles: list[dict[str, Any]] | None = None

    time_zone = models.CharField(_("own time zone"), max_length=64, blank=True)
    language = models.CharField(_("own language"), max_length=12, blank=True)
    granted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, action: str, story: Scoped | None = None) -> bool:
        """Whether this person may do the action, on the story if one is given; see `rights.may`."""
        return may(self, action, story)

    def roles(self) -> list[Membered]:
        """The memberships, read once for each User object (one request)."""
        if not hasattr(self, "_roles"):
            held = self.held_roles
            if held is not None:
                self._roles: list[Membered] = [Membership(user=self, **role) for role in held]
            else:
                self._roles = list(self.memberships.all()) if self.pk else []
        return self._roles


def with_roles(users: QuerySet[User]) -> QuerySet[User]:
    """The accounts with their memberships, in one query."""
    roles = Membership.objects.filter(user=OuterRef("pk")).order_by("pk")
    scope = JSONObject(id="id", role="role", edition_id="edition_id", desk_id="desk_id")
    return users.annotate(held_roles=ArraySubquery(roles.values(scope=scope)))  # type: ignore[no-redef]


class Membership(models.Model):
    """A role in a scope: one edition or all, one desk or all."""

    class Role(models.TextChoices):
        JOURNALIST = "journalist", _("journalist")
        EDITOR = "editor", _("editor")
        ADMIN = "admin", _("admin")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("member of staff")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    edition = models.ForeignKey(
        Edition,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("edition"),
        help_text=_("Empty: all editions."),
    )
    desk = models.ForeignKey(
        Desk,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("desk"),
        help_text=_("Empty: all desks."),
    )

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "edition", "desk"], nulls_distinct=False, name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_role_display()

"""Adds members of staff from the command line; the first admin of a new newsroom among them."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.editions.models import Edition
from articles.sections.models import Desk
from newsroom.accounts.models import Membership


class Command(BaseCommand):
    help = "Adds a member of staff; the password is read from standard input."

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="Add a member of staff.")
        add.add_argument("name", help="the name to sign in with")
        add.add_argument("--role", required=True, choices=[str(role) for role in Membership.Role.values])
        add.add_argument("--edition", help="code of the one edition; without it, all editions")
        add.add_argument("--desk", help="slug of the one desk; without it, all desks")
        add.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        edition = _only(Edition, "code", options["edition"])
        desk = _only(Desk, "slug", options["desk"])
        users = get_user_model()
        if users.objects.filter(username=name).exists():
            raise CommandError(f"There is a member of staff named {name} already.")
        user = users(username=name, email=options["email"], is_staff=True)
        password = _read_password()
        try:
            user.full_clean(exclude=["password"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.set_password(password)
        with transaction.atomic():
            user.save()
            Membership.objects.create(user=user, role=options["role"], edition=edition, desk=desk)
        where = ", ".join(str(scope) for scope in (edition, desk) if scope) or "all editions and desks"
        self.stdout.write(f"{name} is {options['role']} for {where}.")


def _only(model: Any, field: str, value: str | None) -> Any:
    """Return the row whose `field` is `value`, or None when no value is given."""
    if not value:
        return None
    found = model.objects.filter(**{field: value}).first()
    if found is None:
        known = ", ".join(model.objects.values_list(field, flat=True)) or "none yet"
        raise CommandError(f"There is no {model._meta.verbose_name} {value!r}; there is: {known}.")
    return found


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("The password is read from standard input, which is empty.")
    return password

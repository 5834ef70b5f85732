from __future__ import annotations

import os
import secrets
from pathlib import Path

from articles.authors.models import Author
from newsroom.accounts.models import Membership, User

ACCOUNTS = (
    ("journalist", "Mara", "Ellsworth", "journalist"),
    ("editor", "Edda", "Halloran", "editor"),
    ("editor2", "Ruben", "Osei", "editor"),
    ("admin", "Wilma", "Tarn", "admin"),
)


def make_people(password: str, place: Path) -> dict[str, User]:
    """The demo's accounts, their passwords written to `place` (mode 600); one random password each if none is given."""
    people: dict[str, User] = {}
    lines: list[str] = []
    for username, first, last, role in ACCOUNTS:
        secret = password or secrets.token_urlsafe(12)
        user = User.objects.create_user(
            username, password=secret, first_name=first, last_name=last, is_staff=True
        )
        Membership.objects.create(user=user, role=role)
        people[username] = user
        lines.append(f"{username}  {secret}")
    place.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    return people


def sign_as(user: User, author: Author) -> None:
    author.user = user
    author.save(update_fields=["user"])

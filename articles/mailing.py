"""What the desk tells its own people by mail, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from articles.body.values import printable, spaced
from articles.editions.models import Edition
from articles.models import Article, Assignment
from articles.published import moment


def send_once(rows: QuerySet[Any], pk: int, compose: Callable[[Any, datetime], EmailMessage | None]) -> None:
    """Send the mail of a row and note in its `mailed_at` that it was sent; nothing if it was, or if there is none to send.

    Raises what the mail server answers, so that it is tried again.
    """
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).filter(pk=pk, mailed_at=None).first()
        if row is None:
            return
        at = moment.clock_reading("default")
        mail = compose(row, at)
        if mail is not None:
            mail.send()
            row.mailed_at = at
            row.save(update_fields=["mailed_at"])


def desk_mail(to: str, subject: str, lines: list[str], name: str) -> EmailMessage:
    """A mail to one of the staff. `name` is the same whenever it is tried.

    By that one which a worker sent before it was killed is known.
    """
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        subject=spaced(printable(subject)).strip()[:200],
        body="\n".join([*lines, ""]),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{name}@{host}>"},
    )


def language_for(person: Any, edition: Edition | None) -> str:
    """The language of a mail to one of the staff: the person's own, else the edition's, else the installation's."""
    own = str(person.language)
    if own in dict(settings.LANGUAGES):
        return own
    return edition.interface_language if edition is not None else settings.LANGUAGE_CODE


def desk_url(article: Article) -> str:
    return f"{settings.SITE_URL}{settings.DESK_PATH}articles/article/{article.pk}/change/"


def mail_assignment(assignment_id: int) -> None:
    """Tell somebody that a story is theirs. If it is another's by now, or due at another time, they hear of that by itself."""
    rows = Assignment.objects.select_related("article__edition", "assignee", "by")
    send_once(rows, assignment_id, _of_assignment)


def _of_assignment(given: Assignment, at: datetime) -> EmailMessage | None:
    article, to = given.article, given.assignee
    is_so = (article.assignee_id, article.due_at) == (given.assignee_id, given.due_at)
    if not (is_so and to.email and to.may("view", article)):
        return None
    return as_mail(given, is_secret=article.is_secret(at))


def as_mail(given: Assignment, *, is_secret: bool) -> EmailMessage:
    """The mail in the person's own language, else that of the story's edition; the time it is due by on the edition's clock.

    A secret story is named by its number alone.
    """
    article = given.article
    edition = article.edition
    with translation.override(language_for(given.assignee, edition)):
        name = _("story %(number)d") % {"number": article.pk} if is_secret else spaced(str(article))
        subject = _("Yours to write: %(story)s") % {"story": name}
        said = _("%(by)s has given you this story:") % {"by": given.by}
        due = ""
        if given.due_at is not None:
            local = timezone.localtime(given.due_at, edition.zone)
            due = _("It is due on %(due)s (%(zone)s).") % {
                "due": formats.date_format(local, _("j M Y H:i")),
                "zone": edition.time_zone,
            }
        signed = _("The desk of %(edition)s") % {"edition": edition.name}
    lines = [said, "", name, *([due] if due else []), "", desk_url(article), "", "-- ", signed]
    return desk_mail(given.assignee.email, f"[{edition.name}] {subject}", lines, f"assignment-{given.pk}")

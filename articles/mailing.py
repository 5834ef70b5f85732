"""What the desk tells its own people by mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from articles.models import Assignment
from articles.published import moment


def mail_assignment(assignment_id: int) -> None:
    """Tell somebody that a story is theirs, once; raises what the mail server answers, so that it is tried again.

    Nothing is sent if it is another's by now, or due at another time: of that they hear by itself.
    """
    with transaction.atomic():
        given = (
            Assignment.objects.select_for_update(of=("self",))
            .select_related("article__edition", "assignee", "by")
            .filter(pk=assignment_id, mailed_at=None)
            .first()
        )
        if given is None or not given.assignee.email or not _holds(given):
            return
        at = moment.clock_reading("default")
        as_mail(given, is_secret=given.article.is_secret(at)).send()
        given.mailed_at = at
        given.save(update_fields=["mailed_at"])


def _holds(given: Assignment) -> bool:
    article = given.article
    is_so = (article.assignee_id, article.due_at) == (given.assignee_id, given.due_at)
    return is_so and bool(given.assignee.may("view", article))


def as_mail(given: Assignment, *, is_secret: bool) -> EmailMessage:
    """The mail in the language of the story's edition; the time it is due by on the edition's clock.

    A secret story is named by its number alone.
    """
    article = given.article
    edition = article.edition
    with translation.override(edition.language):
        name = " ".join(str(article).split())
        if is_secret:
            name = _("story %(number)d") % {"number": article.pk}
        subject = _("Yours to write: %(story)s") % {"story": name}
        said = _("%(by)s has given you this story:") % {"by": given.by}
        due = ""
        if given.due_at is not None:
            local = timezone.localtime(given.due_at, edition.zone)
            due = _("It is due on %(due)s (%(zone)s).") % {
                "due": formats.date_format(local, "j M Y H:i"),
                "zone": edition.time_zone,
            }
        signed = _("The desk of %(edition)s") % {"edition": edition.name}
    address = f"{settings.SITE_URL}{settings.DESK_PATH}articles/article/{article.pk}/change/"
    lines = [said, "", name, *([due] if due else []), "", address, "", "-- ", signed, ""]
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return EmailMessage(
        subject=f"[{edition.name}] {subject}"[:200],
        body="\n".join(lines),
        to=[given.assignee.email],
        # The same whenever it is tried: one that a worker sent before it was killed is known by this.
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<assignment-{given.pk}@{host}>"},
    )

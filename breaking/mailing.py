"""What is mailed about alerts: to every editor, that one was sent without a second person."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.mailing import desk_mail, language_for, send_once
from breaking.models import EmergencyMail


def mail_emergency(mail_id: int) -> None:
    """Tell one editor, once. Raises what the mail server answers, so that it is tried again."""
    rows = EmergencyMail.objects.select_related("approval__alert", "approval__by", "to")
    send_once(rows, mail_id, _of_emergency)


def _of_emergency(row: EmergencyMail, at: datetime) -> EmailMessage | None:
    if not (row.to.is_active and row.to.email):
        return None
    given, alert = row.approval, row.approval.alert
    edition = alert.editions.first()
    with translation.override(language_for(row.to, edition)):
        local = timezone.localtime(given.at, edition.zone if edition else None)
        lines = [
            _("%(by)s approved this alert alone, as an emergency, on %(at)s:")
            % {"by": given.by, "at": f"{local:%Y-%m-%d %H:%M:%S %Z}"},
            *("", alert.text, ""),
            _("The reason given:"),
            *(given.reason, "", f"{settings.SITE_URL}{settings.DESK_PATH}breaking/alert/{alert.pk}/change/"),
        ]
        subject = _("An alert without a second person")
    return desk_mail(row.to.email, subject, lines, f"emergency-{row.pk}")

"""What becomes of readers' messages afterwards: they are mailed, once, and forgotten in the end."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from articles.editions.models import Edition
from articles.published import moment
from newsroom.pages.models import ContactMessage, one_line

KEPT = timedelta(days=180)
SENDER_KEPT = timedelta(days=1)


def mail(message_id: int) -> None:
    """Send a message to its edition's address, once; raises what the mail server answers, so that it is tried again."""
    with transaction.atomic():
        message = (
            ContactMessage.objects.select_for_update(of=("self",))
            .select_related("edition")
            .filter(pk=message_id, mailed_at=None)
            .first()
        )
        if message is None or not message.edition.contact_email:
            return
        as_mail(message).send()
        message.mailed_at = moment.clock_reading("default")
        message.save(update_fields=["mailed_at"])


def as_mail(message: ContactMessage) -> EmailMessage:
    edition: Edition = message.edition
    who = one_line(message.name)
    with translation.override(edition.interface_language):
        subject = f"[{edition.name}] {message.get_subject_display()}" + (f": {who}" if who else "")
        sender = _("From: %(who)s") % {"who": f"{who} <{message.email}>" if who else message.email}
    return EmailMessage(
        subject=one_line(subject)[:200],
        body=f"{message.text}\n\n-- \n{sender}\n{settings.SITE_URL}{settings.DESK_PATH}pages/contactmessage/{message.pk}/change/\n",
        to=[edition.contact_email],
        reply_to=[message.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def forget() -> None:
    """Delete messages that are older than KEPT, and what tells senders apart as soon as no limit asks for it."""
    at = moment.clock_reading("default")
    ContactMessage.objects.filter(created_at__lt=at - KEPT).delete()
    ContactMessage.objects.filter(created_at__lt=at - SENDER_KEPT).exclude(sender=b"").update(sender=b"")

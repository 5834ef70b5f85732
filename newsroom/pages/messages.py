"""What readers write: kept first, and mailed afterwards (mailing.py). Nothing that was sent is dropped in silence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from articles.published import moment
from articles.published.public_posts import whose
from newsroom.pages.jobs import mail_message
from newsroom.pages.models import ContactMessage

# How many messages one network address may send in SPAN, and how many all of them together: what many addresses send
# at once is no letter, and would fill the desk's list and its mailbox.
MOST = 5
MOST_OF_ALL = 200
SPAN = timedelta(hours=1)
# A message with more links than this is taken for an advertisement: kept and marked, and not mailed.
MOST_LINKS = 4
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class TooMany(Exception):
    """The network address has sent as many messages as it may for now; or all have, `of_all`."""

    def __init__(self, *, of_all: bool = False) -> None:
        self.of_all = of_all


def take(message: ContactMessage, address: str, *, is_trapped: bool) -> ContactMessage:
    """Keep a message, in the same transaction with the job that mails it; TooMany if the address sent enough, or all did.

    `is_trapped` says that the field was filled which people do not see. Such a message and one full of links are
    kept as spam, for an editor to look at.
    """
    with transaction.atomic():
        message.created_at = moment.clock_reading("default")
        message.sender = digest(address, message.created_at)
        _check_limit(message)
        message.suspicion = suspicion(message.text, is_trapped=is_trapped)
        if message.suspicion:
            message.state = ContactMessage.State.SPAM
        message.save()
        if (
            message.state == ContactMessage.State.NEW
            and message.edition.contact_email
            and settings.SENDS_MAIL
        ):
            mail_message.defer(message_id=message.pk)
    return message


def _check_limit(message: ContactMessage) -> None:
    with connection.cursor() as cursor:
        # Of several at once from one address each sees those before it.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [message.sender.hex()])
    since = message.created_at - SPAN
    lately = ContactMessage.objects.filter(created_at__gt=since)
    if lately.filter(sender=message.sender).count() >= MOST:
        raise TooMany
    # What the trap has caught is mailed to nobody, and closes the form to nobody.
    if lately.exclude(state=ContactMessage.State.SPAM)[:MOST_OF_ALL].count() >= MOST_OF_ALL:
        raise TooMany(of_all=True)


def digest(address: str, at: datetime) -> bytes:
    return whose(address, f"contact|{at:%Y-%m-%d}")


def suspicion(text: str, *, is_trapped: bool) -> str:
    """Why a message is taken for spam; empty if it is not."""
    if is_trapped:
        return "trap"
    links = len(_LINK.findall(text))
    return f"{links} links" if links > MOST_LINKS else ""

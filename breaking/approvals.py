"""The second person: who may say yes to what, and for how long. What is valid, the database says (migrations 0006 and 0007)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, hashers
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from articles.published import moment
from articles.publishing import Blocked
from breaking.models import Alert, AlertAct, Approval, EmergencyMail
from breaking.wording import authorise, clean, edits

# As in `alert_approval`: after this an approval is dead, and an alert starts no later.
LIVES = timedelta(minutes=15)
WRONG_AT_MOST = 5
WRONG_WITHIN = timedelta(minutes=15)
LONGEST_REASON = 1000


def digest_of(alert_id: int) -> str:
    """What an approval is of: SHA-256, in hex, of the exact text and audience as they stand in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT alert_digest(%s)", [alert_id])
        return str(cursor.fetchone()[0])


def kinds() -> list[str]:
    """The kinds of approval that this newsroom sends alerts with."""
    first = Approval.Kind.SECOND if settings.ALERT_APPROVALS else Approval.Kind.ALONE
    glass = [Approval.Kind.BREAK_GLASS] if settings.ALERT_BREAK_GLASS else []
    return [str(kind) for kind in (first, *glass)]


def valid(alert_id: int, starts: datetime) -> Approval | None:
    """The approval with which the alert may be sent now and start then (aware); None for none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT alert_approval(%s, %s, %s)", [alert_id, starts, kinds()])
        found = cursor.fetchone()[0]
    return None if found is None else Approval.objects.get(pk=found)


def why_no_second(alert: Alert, by: Any) -> str:
    """A sentence if the person is no second person for the alert, whatever their rights; else ""."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %(by)s IN (SELECT alert_writers(%(alert)s)), account_is_settled(%(by)s)",
            {"alert": alert.pk, "by": by.pk},
        )
        wrote, is_settled = cursor.fetchone()
    if wrote:
        return _("You wrote or edited this alert: somebody else has to approve it.")
    if not is_settled:
        return _(
            "Your account was made, or its password or roles set for you, within the last day: somebody else has to approve it."
        )
    return ""


def people_for(alert: Alert) -> list[Any]:
    """Who could approve it as a second person."""
    edition_ids = [edition.pk for edition in alert.editions.all()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM accounts_user WHERE is_active AND account_is_settled(id)"
            " AND id NOT IN (SELECT alert_writers(%s))",
            [alert.pk],
        )
        others = [pk for (pk,) in cursor.fetchall()]
    users = get_user_model().objects.filter(pk__in=others).prefetch_related("memberships")
    return [user for user in users if user.may("approve_alert") and edits(user, edition_ids)]


def approve(alert_id: int, by: Any, *, digest: str, password: str, **how: Any) -> Approval:
    """Take the word of `by` for what `digest` names, and their password for its being them; `how` as in `take`."""
    identify(alert_id, by, password=password, **how)
    return take(alert_id, by, digest=digest, **how)


def identify(alert_id: int, by: Any, *, password: str, reason: str = "", emergency: bool = False) -> None:
    """Refuse whoever may not approve the alert, or does not know their own password.

    Outside of any transaction, so that a wrong password is counted although nothing else happens.
    """
    alert = Alert.objects.get(pk=alert_id)
    authorise(by, "approve_alert", alert.editions.values_list("pk", flat=True))
    _check_open(alert)
    _kind(alert, by, reason, emergency=emergency)
    check_password(by, password, alert)


def take(alert_id: int, by: Any, *, digest: str, reason: str = "", emergency: bool = False) -> Approval:
    """Write down the word of `by`, who was identified, for what `digest` names, if that still stands.

    With `emergency` it is the word of somebody who wrote the alert, for the `reason` given, and every editor is told;
    only where ALERT_BREAK_GLASS is on. Raises PermissionDenied, Alert.DoesNotExist, and Blocked with sentences.
    """
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=alert_id)
        authorise(by, "approve_alert", alert.editions.values_list("pk", flat=True))
        _check_open(alert)
        if digest != digest_of(alert_id):
            raise Blocked(
                [
                    _(
                        "The alert was changed since you looked at it. Read it again, and approve what it says now."
                    )
                ]
            )
        kind = _kind(alert, by, reason, emergency=emergency)
        given = Approval.objects.create(
            alert=alert, kind=kind, digest=digest, by=by, reason=_line(reason) if emergency else ""
        )
        verb = AlertAct.Verb.BREAK_GLASS if emergency else AlertAct.Verb.APPROVE
        AlertAct.objects.create(alert=alert, verb=verb, by=by, detail=given.reason)
        if emergency:
            _tell_everybody(given)
    return given


def _line(reason: str) -> str:
    return clean(reason)[:LONGEST_REASON]


def _kind(alert: Alert, by: Any, reason: str, *, emergency: bool) -> str:
    if not settings.ALERT_APPROVALS:
        return Approval.Kind.ALONE
    if emergency:
        if not settings.ALERT_BREAK_GLASS:
            raise Blocked(
                [_("This newsroom sends no such alert without a second person, not in an emergency either.")]
            )
        if not _line(reason):
            raise Blocked([_("Say why this cannot wait for a second person.")], "reason")
        return Approval.Kind.BREAK_GLASS
    if why := why_no_second(alert, by):
        raise Blocked([why])
    return Approval.Kind.SECOND


def _check_open(alert: Alert) -> None:
    if alert.public_from is not None or alert.stood_down_at is not None:
        raise Blocked([_("This alert waits for no approval any more.")])
    if not alert.needs_two:
        raise Blocked([_("This alert needs no second person.")])
    if alert.starts_at is not None and alert.starts_at > moment.clock_reading("default") + LIVES:
        raise Blocked(
            [
                _(
                    "It is to start later than in fifteen minutes, and an approval lives no longer. Approve it then."
                )
            ]
        )


def check_password(by: Any, password: str, alert: Alert | None = None) -> None:
    """Raise Blocked unless it is the person's password. Five wrong ones, and none is looked at for a quarter of an hour.

    Those are counted under a lock on the person, so that many requests at once get no more.
    """
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=by.pk)
        since = moment.clock_reading("default") - WRONG_WITHIN
        wrong = AlertAct.objects.filter(by=by, verb=AlertAct.Verb.WRONG_PASSWORD, at__gt=since).count()
        # User.check_password stores the hash of an older hasher anew, which would sign the person out everywhere.
        is_right = wrong < WRONG_AT_MOST and hashers.check_password(password, by.password)
        if not is_right and wrong < WRONG_AT_MOST:
            AlertAct.objects.create(alert=alert, verb=AlertAct.Verb.WRONG_PASSWORD, by=by)
    if is_right:
        return
    if wrong >= WRONG_AT_MOST:
        raise Blocked(
            [_("Too many wrong passwords. Wait a quarter of an hour, or ask a colleague.")], "password"
        )
    left = WRONG_AT_MOST - wrong - 1
    sentence = ngettext(
        "This is not your password. You may try %(count)d more time.",
        "This is not your password. You may try %(count)d more times.",
        left,
    )
    raise Blocked([sentence % {"count": left}], "password")


def _tell_everybody(given: Approval) -> None:
    """A row for each editor with an address, and a job that mails it once this is committed."""
    everybody = (
        get_user_model().objects.filter(is_active=True).exclude(email="").prefetch_related("memberships")
    )
    editors = [user for user in everybody if user.may("approve_alert")]
    rows = EmergencyMail.objects.bulk_create(EmergencyMail(approval=given, to=user) for user in editors)
    for row in rows:
        app.configure_task("breaking.mail_emergency").defer(mail_id=row.pk)

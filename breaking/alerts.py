"""The verbs of alerts: draft, edit, send, post, correct, link, extend, stand down, stop the push of one or of all.

Every verb takes the alert's row and then the clock; `announce` is its last step. Each raises PermissionDenied,
Alert.DoesNotExist, and Blocked with sentences for whoever asked. How an alert comes to be approved: `approvals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from articles.models import Article
from articles.published import moment
from articles.publishing import Blocked
from breaking import approvals
from breaking.events import announce
from breaking.models import Alert, AlertAct
from breaking.outlets import begin_stub, post_live
from breaking.push import halting
from breaking.push.sending import enqueue
from breaking.urgent import URGENT
from breaking.wording import LONGEST, Content, authorise, clean, faults, folded, takes_post

Verb = AlertAct.Verb
SAME_WITHIN = timedelta(minutes=10)
# Any number of our own: one at a time is written or sent, so that of two that say the same the second finds the first.
LOCK = 7_305_810


def draft(by: Any, **said: Any) -> Alert:
    """Write an alert without sending it. The same request, by its key, gives the alert that it made before.

    `said` is what `Content` holds.
    """
    content = Content(**said)
    editions = list(content.editions)
    authorise(by, "ticker", [edition.pk for edition in editions])
    with _one_at_a_time():
        made = Alert.objects.filter(key=content.key).first() if content.key else None
        if made is not None and made.author_id == by.pk and _said(_content_of(made)) == _said(content):
            return made
        now = moment.clock_reading("default")
        if why := faults(content, by, now) or _same_as(content, now):
            raise Blocked(why)
        # Another text in a form that was sent already is another alert.
        key = {"key": content.key} if content.key and made is None else {}
        alert = Alert.objects.create(**content.columns(), author=by, **key)
        alert.editions.set(editions)
        _note(alert, Verb.DRAFT, by)
    return alert


def edit(alert_id: int, by: Any, *, version: int, **said: Any) -> Alert:
    """Change what was not sent yet; whatever approval it had is void. `version` is the one that the editor saw.

    `said` is what `Content` holds.
    """
    content = Content(**said)
    with _one_at_a_time():
        alert = _locked(alert_id, by, "ticker")
        # No form says it: what corrects stays a correction.
        content = replace(content, corrects_id=alert.corrects_id)
        authorise(by, "ticker", [edition.pk for edition in content.editions])
        _check_unsent(alert)
        if alert.version != version:
            raise Blocked([_("Somebody changed this alert since you opened it. Look at it again.")])
        now = moment.clock_reading("default")
        if why := faults(content, by, now) or _same_as(content, now, besides=alert.pk):
            raise Blocked(why)
        for name, value in content.columns().items():
            setattr(alert, name, value)
        alert.edited_by = by
        alert.version += 1
        alert.save()
        alert.editions.set(list(content.editions))
        _note(alert, Verb.EDIT, by)
        alert.refresh_from_db()
    return alert


def send(alert_id: int, by: Any) -> Alert:
    """Let the alert begin, now or when it is to start. One that was sent already stays as it is."""
    with _one_at_a_time():
        alert = _locked(alert_id, by, "ticker")
        if alert.public_from is None:
            _send(alert, by)
    return alert


def approve_and_send(alert_id: int, by: Any, *, digest: str, password: str, **how: Any) -> Alert:
    """What the second person presses: `approvals.approve`, and at once the sending; both or neither."""
    approvals.identify(alert_id, by, password=password, **how)
    with _one_at_a_time():
        approvals.take(alert_id, by, digest=digest, **how)
        return send(alert_id, by)


def post(by: Any, **said: Any) -> Alert:
    """Draft what one person may send, and send it. What needs two is refused here, and nothing is kept."""
    with transaction.atomic():
        return send(draft(by, **said).pk, by)


def correct(alert_id: int, by: Any, *, text: str, article_id: int | None = None, key: Any = None) -> Alert:
    """Correct an alert that was sent, to the same audience in the same way: at once where one person is enough.

    The wrong one is stood down when its correction is sent. What needed two people needs them again, and waits. No live
    blog stops it: one that takes no post any more gets none.
    """
    wrong = Alert.objects.get(pk=alert_id)
    with transaction.atomic():
        right = draft(
            by,
            text=text,
            editions=list(wrong.editions.all()),
            level=wrong.level,
            is_pushed=wrong.is_pushed,
            section=wrong.section,
            is_test=wrong.is_test,
            article_id=article_id,
            live_blog_id=wrong.live_blog_id if takes_post(wrong.live_blog_id, by) else None,
            corrects_id=wrong.pk,
            key=key,
        )
        return right if right.needs_two else send(right.pk, by)


def link(alert_id: int, by: Any, *, article_id: int | None) -> Alert:
    """Let an alert lead to a story, or to none. One that waits has to be approved anew."""
    with transaction.atomic():
        alert = _locked(alert_id, by, "ticker")
        if article_id == alert.article_id:
            return alert
        if article_id is not None and not Article.objects.visible_to(by).filter(pk=article_id).exists():
            raise Blocked([_("There is no such story.")])
        alert.article_id = article_id
        if alert.public_from is None:
            alert.edited_by = by
        alert.save(update_fields=["article_id", "edited_by"])
        _note(alert, Verb.LINK, by, str(article_id or ""))
        now = moment.clock_reading("default")
        if alert.state(now) == Alert.State.RUNNING:
            _announce("alert", alert)
    return alert


def extend(alert_id: int, by: Any, *, until: datetime) -> Alert:
    """Let a running alert run until another instant (aware), a later or an earlier one."""
    with transaction.atomic():
        alert, now = _open(alert_id, by)
        if not now < until <= now + LONGEST or (alert.public_from and until <= alert.public_from):
            raise Blocked([_("Choose a time within the next seven days.")])
        alert.public_until = until
        alert.save(update_fields=["public_until"])
        _note(alert, Verb.EXTEND, by, until.isoformat())
        if alert.public_from and alert.public_from <= now:
            _announce("alert", alert)
    return alert


def stand_down(alert_id: int, by: Any) -> Alert:
    """Take an alert off every page, the archive too, and stop what is left of its push; throw away one not yet sent.

    An editor of any of its editions may: what is wrong should not wait for a colleague.
    """
    with transaction.atomic():
        alert, now = _open(alert_id, by, in_any=True)
        if _down(alert, by, now):
            _announce("down", alert)
    return alert


def halt_push(alert_id: int, by: Any) -> Alert:
    """Stop what is left of an alert's push; on pages it goes on."""
    with transaction.atomic():
        alert = _locked(alert_id, by, "ticker", in_any=True)
        if not alert.is_pushed or alert.public_from is None:
            raise Blocked([_("Nothing of this alert is pushed.")])
        if alert.halted_at is None:
            alert.halted_at = moment.clock_reading("default")
            alert.save(update_fields=["halted_at"])
            _note(alert, Verb.HALT_PUSH, by)
    return alert


def stop_all(by: Any) -> None:
    """Stop whatever is pushed, on the whole site, until `let_all`. Any editor may."""
    authorise(by, "ticker", [])
    with transaction.atomic():
        if halting.halt_all(by):
            AlertAct.objects.create(verb=Verb.STOP_ALL, by=by)


def let_all(by: Any) -> None:
    """Let new alerts be pushed again. What was stopped meanwhile stays so: it is old by now."""
    authorise(by, "approve_alert", [])
    with _one_at_a_time():
        if halting.is_halted():
            now = moment.clock_reading("default")
            halting.release_all()
            pushed = Alert.objects.filter(is_pushed=True, public_from__lte=now, public_until__gt=now)
            pushed.filter(halted_at=None).update(halted_at=now)
            AlertAct.objects.create(verb=Verb.LET_ALL, by=by)


def begin(alert_id: int) -> None:
    """What happens when a scheduled alert's time comes, by a job. Running it twice does it once."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=alert_id)
        now = moment.clock_reading("default")
        if alert.state(now) == Alert.State.RUNNING and not alert.acts.filter(verb=Verb.BEGIN).exists():
            _begin(alert, None, is_strict=False)


def rehearse(**said: Any) -> Alert:
    """Send a test alert that nobody wrote: the site's own drill. `said` is what `Content` holds."""
    content = Content(**said, is_test=True)
    with transaction.atomic():
        alert = Alert.objects.create(**content.columns())
        alert.editions.set(list(content.editions))
        _send(alert, None)
    return alert


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def _locked(alert_id: int, by: Any, action: str, *, in_any: bool = False) -> Alert:
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    authorise(by, action, _edition_ids(alert), in_any=in_any)
    return alert


def _open(alert_id: int, by: Any, *, in_any: bool = False) -> tuple[Alert, datetime]:
    """The alert, unless it is over, and the present."""
    alert = _locked(alert_id, by, "ticker", in_any=in_any)
    now = moment.clock_reading("default")
    if alert.state(now) in (Alert.State.OVER, Alert.State.DOWN, Alert.State.DROPPED):
        raise Blocked([_("This alert is over.")])
    return alert, now


def _check_unsent(alert: Alert) -> None:
    if alert.public_from is not None:
        raise Blocked([_("It was sent, and says what it said. Stand it down, or correct it.")])
    if alert.stood_down_at is not None:
        raise Blocked([_("This alert was thrown away.")])


def _send(alert: Alert, by: Any) -> None:
    _check_unsent(alert)
    now = moment.clock_reading("default")
    start = max(alert.starts_at or now, now)
    if alert.needs_two and approvals.valid(alert.pk, start) is None:
        raise Blocked(
            [_("A second person has to approve exactly this, at most fifteen minutes before it is sent.")]
        )
    if why := _same_as(_content_of(alert), now, besides=alert.pk, is_sent=True):
        raise Blocked(why)
    alert.public_from, alert.public_until, alert.sent_by = start, start + alert.lasts, by
    alert.save(update_fields=["public_from", "public_until", "sent_by"])
    _note(alert, Verb.SEND, by)
    if alert.makes_stub:
        alert.article_id = begin_stub(alert)
        alert.save(update_fields=["article_id"])
    if start > now:
        app.configure_task("breaking.begin", schedule_at=start, **URGENT).defer(alert_id=alert.pk)
        return
    _begin(alert, by, is_strict=True)


def _begin(alert: Alert, by: Any, *, is_strict: bool) -> None:
    """Everything that goes out with an alert. A live blog that takes no post stops the one who sends, but no scheduled one."""
    why_no_post, is_wrong_down = "", False
    if alert.corrects_id is not None:
        wrong = Alert.objects.select_for_update().get(pk=alert.corrects_id)
        now = moment.clock_reading("default")
        if wrong.state(now) in (Alert.State.RUNNING, Alert.State.SCHEDULED):
            is_wrong_down = _down(wrong, by, now)
    if alert.live_blog_id is not None and not alert.is_test:
        try:
            with transaction.atomic():
                post_live(alert)
        except (Blocked, PermissionDenied) as why:
            if is_strict:
                raise
            why_no_post = str(why)
    _note(alert, Verb.BEGIN, by, why_no_post)
    if alert.is_pushed:
        enqueue(alert)
    if is_wrong_down:
        _announce("down", wrong)
    _announce("alert", alert)


def _down(alert: Alert, by: Any, now: datetime) -> bool:
    """Write that it is down; whether open pages have to be told, which is the last step of whoever calls."""
    was_public = alert.public_from is not None and alert.public_from <= now
    alert.stood_down_at = now
    if alert.is_pushed and alert.halted_at is None:
        alert.halted_at = now
    alert.save(update_fields=["stood_down_at", "halted_at"])
    _note(alert, Verb.STAND_DOWN, by)
    return was_public


def _note(alert: Alert, verb: Verb, by: Any, detail: str = "") -> None:
    """Write down who did it. Of drills nothing is written, so that they can be forgotten."""
    if alert.author_id is not None:
        AlertAct.objects.create(alert=alert, verb=verb, by=by, detail=detail)


def _announce(kind: str, alert: Alert) -> None:
    announce(kind, _edition_ids(alert), alert_id=alert.pk, is_test=alert.is_test)


def _edition_ids(alert: Alert) -> list[int]:
    return list(alert.editions.order_by("pk").values_list("pk", flat=True))


def _content_of(alert: Alert) -> Content:
    names = ("text", "lasts", "level", "is_pushed", "section", "is_test", "article_id", "makes_stub")
    more = {name: getattr(alert, name) for name in (*names, "live_blog_id", "starts_at", "corrects_id")}
    return Content(editions=list(alert.editions.all()), **more)


def _said(content: Content) -> dict[str, Any]:
    """By what a request that comes again is known: what it says and to whom. The story may have been linked since."""
    columns = {name: value for name, value in content.columns().items() if name != "article_id"}
    return columns | {"text": folded(content.text), "editions": {edition.pk for edition in content.editions}}


def _same_as(
    content: Content, now: datetime, *, besides: int | None = None, is_sent: bool = False
) -> list[str]:
    """A sentence if one of the last ten minutes says the same to one of these editions; with `is_sent`, one that was sent."""
    since = now - SAME_WITHIN
    lately = Q(created_at__gt=since, public_from=None) | Q(public_from__gt=since)
    rows = Alert.objects.filter(lately, is_test=content.is_test, editions__in=list(content.editions))
    if (
        content.corrects_id is not None
        and not rows.filter(pk=content.corrects_id, text=clean(content.text)).exists()
    ):
        # A capital or a comma may be what is corrected.
        rows = rows.exclude(pk=content.corrects_id)
    if besides is not None:
        rows = rows.exclude(pk=besides)
    rows = rows.filter(Q(stood_down_at=None) | Q(is_pushed=True, public_from__isnull=False))
    if is_sent:
        rows = rows.filter(public_from__isnull=False)
    words = folded(content.text)
    same = next((row for row in rows.distinct() if folded(row.text) == words), None)
    if same is None:
        return []
    if same.public_from is None:
        return [
            _("The same line was written a moment ago and waits to be sent: “%(text)s”.")
            % {"text": same.text}
        ]
    return [_("The same line was sent within the last ten minutes: “%(text)s”.") % {"text": same.text}]

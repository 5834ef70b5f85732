"""Breaking news: alerts, who approved them, and what open pages are told of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.editions.models import Edition
from articles.sections.models import Section

LASTS = timedelta(hours=6)


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=label,
        **options,
    )


_NEEDS_TWO = Q(
    models.Func(
        "level", "is_pushed", "is_test", function="alert_needs_two", output_field=models.BooleanField()
    )
)
_OPEN = Q(public_from=None, stood_down_at=None)
# Of rows, what State.WAITING is of one.
IS_WAITING = _OPEN & _NEEDS_TWO


class AlertQuerySet(models.QuerySet["Alert"]):
    def in_state(self, state: str, now: datetime) -> AlertQuerySet:
        """Those of a state, as `Alert.state` says it of one."""
        up = Q(public_from__isnull=False, stood_down_at=None)
        states = Alert.State
        return self.filter(
            {
                states.WAITING: IS_WAITING,
                states.DRAFT: _OPEN & ~_NEEDS_TWO,
                states.DROPPED: Q(public_from=None, stood_down_at__isnull=False),
                states.SCHEDULED: up & Q(public_from__gt=now),
                states.RUNNING: up & Q(public_from__lte=now, public_until__gt=now),
                states.OVER: up & Q(public_until__lte=now),
                states.DOWN: Q(public_from__isnull=False, stood_down_at__isnull=False),
            }[states(state)]
        )


class Alert(models.Model):
    """One line of breaking news, in the ticker from `public_from` until `public_until` (both aware).

    Until it is sent both are empty: it waits, for whoever writes it or for the second person who approves it. From then
    on it says what it said: a wrong one is stood down, and corrected by another that `corrects` it. One that is stood
    down is shown nowhere any more, not even in the archive at /breaking/. A test reaches the test audience alone.
    `article_id` is the story it leads to and `live_blog_id` the live blog that has it as a post, or None; the database
    ties them to the desk's table. `key` is the request that made it: the same one makes no second alert. `version`
    counts changes, the editions' too; the database keeps it, and the walls around what was sent (migration 0006).
    Nobody is the author of a drill, which is a test.
    """

    class Level(models.TextChoices):
        TICKER = "ticker", _("ticker")
        FLASH = "flash", _("flash")

    class State(models.TextChoices):
        DRAFT = "draft", _("not sent")
        WAITING = "waiting", _("waiting for approval")
        SCHEDULED = "scheduled", pgettext_lazy("of an alert", "scheduled")
        RUNNING = "running", pgettext_lazy("of an alert", "running")
        OVER = "over", pgettext_lazy("of an alert", "over")
        DOWN = "down", _("stood down")
        DROPPED = "dropped", _("thrown away")

    text = models.CharField(_("text"), max_length=280)
    level = models.CharField(_("level"), max_length=6, choices=Level.choices, default=Level.TICKER)
    editions = models.ManyToManyField(Edition, related_name="+", verbose_name=_("editions"))
    is_pushed = models.BooleanField(_("web push"), default=False)
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("topic of the push")
    )
    is_test = models.BooleanField(_("test"), default=False)
    article_id = models.BigIntegerField(_("story"), null=True, blank=True)
    makes_stub = models.BooleanField(_("begin a story"), default=False)
    live_blog_id = models.BigIntegerField(_("live blog"), null=True, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    starts_at = models.DateTimeField(_("is to start"), null=True, blank=True)
    lasts = models.DurationField(_("runs for"), default=LASTS)
    public_from = models.DateTimeField(_("starts"), null=True)
    public_until = models.DateTimeField(_("expires"), null=True)
    stood_down_at = models.DateTimeField(_("stood down"), null=True, editable=False)
    halted_at = models.DateTimeField(_("push stopped"), null=True, editable=False)
    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    author = _person(_("written by"), null=True)
    edited_by = _person(_("last edited by"), null=True)
    sent_by = _person(_("sent by"), null=True)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-public_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(public_until__gt=F("public_from")), name="alert_forward"),
            models.CheckConstraint(condition=~Q(text=""), name="alert_says_something"),
            models.CheckConstraint(
                condition=Q(public_from__isnull=True, public_until__isnull=True)
                | Q(public_from__isnull=False, public_until__isnull=False),
                name="alert_sent_or_not",
            ),
            models.CheckConstraint(condition=Q(lasts__gt=timedelta(0)), name="alert_lasts"),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="alert_not_its_own_correction"),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(is_test=True), name="alert_has_an_author"
            ),
        ]
        indexes = [models.Index(fields=["-public_from", "-id"], name="alert_newest")]

    def __str__(self) -> str:
        return self.text

    @property
    def needs_two(self) -> bool:
        """Whether one person alone may not send it; the database says the same in `alert_needs_two`."""
        return not self.is_test and (self.level == self.Level.FLASH or self.is_pushed)

    def state(self, now: datetime) -> str:
        """How it stands at an instant (aware), as one of State."""
        if self.stood_down_at is not None:
            return self.State.DOWN if self.public_from is not None else self.State.DROPPED
        if self.public_from is None or self.public_until is None:
            return self.State.WAITING if self.needs_two else self.State.DRAFT
        if self.public_until <= now:
            return self.State.OVER
        return self.State.RUNNING if self.public_from <= now else self.State.SCHEDULED


class Approval(models.Model):
    """The word of a second person for the exact text and audience whose `digest` (SHA-256, hex) it names.

    Kept for ever, also when it came to nothing. `alone` and `break_glass` stand where there was no second person: a
    newsroom of one, or an emergency with its `reason`.
    """

    class Kind(models.TextChoices):
        SECOND = "second", _("second person")
        ALONE = "alone", _("newsroom of one")
        BREAK_GLASS = "break_glass", _("emergency")

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    by = _person(_("approved by"))
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("approved"), db_default=Now())

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="break_glass") | ~Q(reason=""), name="approval_emergency_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind}"


class EmergencyMail(models.Model):
    """The word to one editor that an alert was sent without a second person; `mailed_at` is when it was mailed."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="mails")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail about an emergency")
        verbose_name_plural = _("mails about emergencies")
        constraints = [models.UniqueConstraint(fields=["approval", "to"], name="emergencymail_once")]

    def __str__(self) -> str:
        return f"{self.approval_id} {self.to_id}"


class AlertAct(models.Model):
    """One act of one person on an alert, or on all pushes if it names none. Append-only; `by` is None for the site itself."""

    class Verb(models.TextChoices):
        DRAFT = "draft", _("wrote it")
        EDIT = "edit", _("edited it")
        APPROVE = "approve", _("approved it")
        BREAK_GLASS = "break_glass", _("approved it alone, in an emergency")
        WRONG_PASSWORD = "wrong_password", _("typed a wrong password")
        SEND = "send", _("sent it")
        BEGIN = "begin", _("began")
        LINK = "link", _("linked a story")
        EXTEND = "extend", _("extended it")
        STAND_DOWN = "stand_down", _("stood it down")
        HALT_PUSH = "halt_push", _("stopped its push")
        STOP_ALL = "stop_all", _("stopped all pushes")
        LET_ALL = "let_all", _("let pushes go again")

    alert = models.ForeignKey(Alert, models.PROTECT, null=True, related_name="acts")
    verb = models.CharField(max_length=14, choices=Verb.choices)
    by = _person(_("by"), null=True)
    at = models.DateTimeField(db_default=Now())
    detail = models.TextField(blank=True)

    class Meta:
        verbose_name = _("act on an alert")
        verbose_name_plural = _("acts on alerts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "verb", "-at"], name="alertact_of_person")]

    def __str__(self) -> str:
        return f"{self.verb} {self.alert_id}"


class Drill(models.Model):
    """A test alert of the site itself, and what of it arrived: at an open page, and at the devices of the test audience.

    `devices` is how many it was for when it was concluded, `reached` how many of their push services took it; `why_not` is
    for the desk.
    """

    alert = models.OneToOneField(Alert, models.CASCADE, related_name="drill")
    at = models.DateTimeField(db_default=Now())
    streamed_at = models.DateTimeField(null=True)
    devices = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        ordering = ["-id"]
        indexes = [models.Index(fields=["-at"], name="drill_newest")]

    def __str__(self) -> str:
        return f"{self.at} {self.why_not}"


class StreamEvent(models.Model):
    """Something that open pages of an edition are told of, in the order in which it became public; kept for a day.

    It holds no content: what is sent is read, as readers, when it is sent. `article_id` is the live blog of a post.
    """

    class Kind(models.TextChoices):
        ALERT = "alert"
        DOWN = "down"
        POST = "post"
        HIDDEN = "hidden"
        BLOG = "blog"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="+", db_index=False)
    article_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    is_test = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("stream event")
        verbose_name_plural = _("stream events")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["edition", "id"], name="streamevent_of_edition"),
            models.Index(fields=["at"], name="streamevent_age"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

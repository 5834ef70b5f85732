"""Web push: the devices of readers that asked for alerts, and what each was sent (RFC 8030, RFC 8291)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from breaking.models import Alert


class Subscription(models.Model):
    """A device of a reader. `endpoint`, `p256dh` and `auth` are its push service's and are never logged.

    `section_ids` are the topics that were chosen, sections of the first level and TOP_NEWS, which is for what belongs to no
    topic; empty for all of them. One of the test audience gets tests alone, whatever their editions and topics.
    """

    TOP_NEWS = 0

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", verbose_name=_("edition"))
    section_ids = ArrayField(models.BigIntegerField(), default=list)
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    is_test = models.BooleanField(_("test audience"), default=False)
    created_at = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("device for alerts")
        verbose_name_plural = _("devices for alerts")

    def __str__(self) -> str:
        return f"{self.pk}"


class Delivery(models.Model):
    """One alert to one device: unique, so that none is sent twice whatever is repeated.

    `due_at` is when it may be tried next; of one that is being sent, until when its sender has it for itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        HALTED = "halted", _("stopped")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="deliveries", db_index=False)
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["alert", "subscription"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["alert", "due_at"],
                name="delivery_open",
                condition=models.Q(state__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.state}"


class Asking(models.Model):
    """How often a network address has asked for something here within an hour, so that none asks without end.

    `digest` is a keyed hash of the hour and the address: it cannot be turned back, nor be followed to the next hour.
    """

    digest = models.BinaryField(max_length=16, primary_key=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Halt(models.Model):
    """The switch that stops all pushes of the site: they are stopped while there is its row, and none is sent later."""

    only = models.BooleanField(primary_key=True, default=True, db_default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("stop of all pushes")
        verbose_name_plural = _("stops of all pushes")
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="halt_is_one")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

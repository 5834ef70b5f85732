"""Side effects, deferred in the transaction of the change and run by the worker. What readers see needs none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save, pre_save
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import mailing
from articles.media.models import Image
from articles.media.renditions import LATER, SERVED_WORDS, render_all, render_dated, restamp
from articles.models import Article, Assignment
from articles.published import moment
from articles.published.dating import undated
from articles.published.models import Listing, Release
from articles.published.places import covers, read_labels, relist
from articles.signals import article_published
from articles.websub import HubFailed, feeds_of, tell

RELISTED = 200
DATED_AT_ONCE = 500
# Below every other job's, which is 0. The one lock leaves the worker's other hands to those.
LOW_PRIORITY = -10
LATER_LOCK = "renditions-later"


@app.task(name="articles.announce", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def announce(release_id: int) -> None:
    """Tell the packages above that a Release has become what readers see, if it has."""
    release = moment.desk_moment().public(Release.objects.filter(pk=release_id)).first()
    if release is not None:
        article_published.send(sender=Release, release=release)


# Waits of 4, 16, 64 seconds and so on: in about six hours the hub is given up.
@app.task(
    name="articles.tell_hub",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[HubFailed]),
)
def tell_hub(release_id: int) -> None:
    """Tell the WebSub hub which feeds a Release has changed, if it is what its story's address shows now."""
    now = moment.desk_moment()
    release = now.current(Release.objects.filter(pk=release_id)).first()
    if release is None or not settings.WEBSUB_HUB:
        return
    tell(settings.WEBSUB_HUB, feeds_of(release, now))


@app.task(name="articles.render_picture", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def render_picture(image_id: int) -> None:
    """Make the renditions of a picture that do not exist yet, and bring the words in the others up to date.

    Running it twice makes nothing twice.
    """
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:
        restamp(image)
        render_all(image)
        render_later.configure(priority=LOW_PRIORITY, lock=LATER_LOCK).defer(image_id=image_id)


@app.task(name="articles.render_later", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def render_later(image_id: int) -> None:
    """Make a picture's renditions in the formats that take long. Until then no page offers them."""
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:
        render_all(image, LATER)


@app.periodic(cron="41 * * * *")
@app.task(name="articles.date_pictures", queueing_lock="articles-date-pictures")
def date_pictures(timestamp: int) -> None:
    """Every hour: have old stories' pictures made with the year on them. Until then they are shared without.

    Nothing is asked for while some of what was asked for before is still to be made.
    """
    if ProcrastinateJob.objects.filter(task_name=date_picture.name, status__in=["todo", "doing"]).exists():
        return
    for image_id, year in undated(moment.desk_moment(), DATED_AT_ONCE):
        date_picture.configure(priority=LOW_PRIORITY, lock=LATER_LOCK).defer(image_id=image_id, year=year)


@app.task(name="articles.date_picture", retry=RetryStrategy(max_attempts=2, exponential_wait=4))
def date_picture(image_id: int, year: int) -> None:
    """Make a picture with a year on it. Running it twice makes nothing twice."""
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:
        render_dated(image, year)


# Waits of 4, 16, 64 seconds and so on: a server that does not answer is tried again for four days.
@app.task(name="articles.mail_assignment", retry=RetryStrategy(max_attempts=9, exponential_wait=4))
def mail_assignment(assignment_id: int) -> None:
    """Tell somebody by mail that a story is theirs, once."""
    mailing.mail_assignment(assignment_id)


def defer_assignment_mail(assignment: Assignment) -> None:
    """Have the one who got the story told once the current transaction is committed, if this newsroom sends mail."""
    if settings.SENDS_MAIL and assignment.assignee.email:
        mail_assignment.defer(assignment_id=assignment.pk)


def defer_announcement(release: Release, at: datetime) -> None:
    announce.configure(schedule_at=at).defer(release_id=release.pk)


def defer_hub(release: Release) -> None:
    """Have the hub told when the Release begins, if there is a hub."""
    if settings.WEBSUB_HUB:
        tell_hub.configure(schedule_at=release.public_from).defer(release_id=release.pk)


def defer_renditions(image_id: int) -> None:
    """Ask for a picture's renditions once the current transaction is committed; they will name its credit as it is then."""
    with transaction.atomic():
        render_picture.configure(lock=f"picture-{image_id}").defer(image_id=image_id)


def listen() -> None:
    """Have the files of a picture named anew when it is saved with another credit. A bulk update asks by itself."""
    pre_save.connect(_compare_words, sender=Image, dispatch_uid="words-before")
    post_save.connect(_ask_for_words, sender=Image, dispatch_uid="words-after")


def _compare_words(instance: Image, update_fields: Any = None, **kwargs: Any) -> None:
    """Note on the picture whether what its files say is about to change."""
    concerned = update_fields is None or set(SERVED_WORDS) & set(update_fields)
    before = None
    if concerned and not instance._state.adding:
        before = Image.objects.filter(pk=instance.pk).values_list(*SERVED_WORDS).first()
    now = tuple(getattr(instance, name) for name in SERVED_WORDS) if before else None
    instance.__dict__["_says_else"] = before != now


def _ask_for_words(instance: Image, **kwargs: Any) -> None:
    if instance.__dict__.pop("_says_else", False):
        defer_renditions(instance.pk)


@app.task(name="articles.relist_coverage", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def relist_coverage(coverage_id: int, after: int = 0) -> None:
    """Bring the lists in line with a coverage that was changed, RELISTED stories at a time in order of their ids.

    Each step asks for the next. Running one twice changes nothing more.
    """
    labels = read_labels()
    coverage = next((c for c in labels.coverages if c.pk == coverage_id), None)
    at = moment.clock_reading("default")
    not_over = Q(public_until__isnull=True) | Q(public_until__gt=at)
    chain = Release.objects.filter(not_over, article_id__gt=after).order_by("article_id")
    ids = list(chain.values_list("article_id", flat=True).distinct()[:RELISTED])
    if not ids:
        return
    listed = Listing.objects.filter(not_over, kind="coverage", target_id=coverage_id, article_id__in=ids)
    concerned = set(listed.values_list("article_id", flat=True))
    if coverage is not None:
        shown = Release.objects.filter(not_over, article_id__in=ids, state=Release.State.PUBLISHED)
        concerned |= {r.article_id for r in shown if covers(coverage, r, labels)}
    for article_id in sorted(concerned):
        with transaction.atomic():
            Article.objects.select_for_update(of=("self",)).get(pk=article_id)
            relist(article_id, moment.clock_reading("default"), labels)
    defer_relisting(coverage_id, after=ids[-1])


def defer_relisting(coverage_id: int, after: int = 0) -> None:
    """Ask for the coverage's stories to be listed anew once the current transaction is committed."""
    relist_coverage.configure(lock=f"coverage-{coverage_id}").defer(coverage_id=coverage_id, after=after)

"""Side effects, deferred in the transaction of the change and run by the worker. What readers see needs none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.media.models import Image
from articles.media.renditions import render_all
from articles.published import moment
from articles.published.models import Release
from articles.signals import article_published


@app.task(name="articles.announce", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def announce(release_id: int) -> None:
    """Tell the packages above that a Release has become what readers see, if it has."""
    release = moment.desk_moment().public(Release.objects.filter(pk=release_id)).first()
    if release is not None:
        article_published.send(sender=Release, release=release)


@app.task(name="articles.render_picture", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def render_picture(image_id: int) -> None:
    """Make the renditions of a picture that do not exist yet. Running it twice makes nothing twice."""
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:
        render_all(image)


def defer_announcement(release: Release, at: datetime) -> None:
    announce.configure(schedule_at=at).defer(release_id=release.pk)


def defer_renditions(image_id: int) -> None:
    """Ask for a picture's renditions once the current transaction is committed."""
    with transaction.atomic():
        render_picture.configure(lock=f"picture-{image_id}").defer(image_id=image_id)

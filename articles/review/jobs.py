"""Side effects of what is said about stories, deferred in the transaction of the change and run by the worker."""

from __future__ import annotations

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from articles.jobs import LOW_PRIORITY
from articles.models import Article
from articles.review import link_checks, mailing


@app.task(name="review.mail_mention", retry=RetryStrategy(max_attempts=9, exponential_wait=4))
def mail_mention(mention_id: int) -> None:
    """Mail somebody who is called in a comment. A server that does not answer is tried again for four days."""
    mailing.mail(mention_id)


@app.task(name="review.check_links", retry=RetryStrategy(max_attempts=3, exponential_wait=4))
def check_links(article_id: int) -> None:
    """Ask for the links out of a story. What was asked within a day is not asked again, so that it resumes.

    Those of a confidential one are asked of nobody: a stranger's server would learn what is being written about.
    """
    rows = Article.objects.filter(pk=article_id, confidential=False)
    body = rows.values_list("body", flat=True).first()
    if body:
        link_checks.check(body)


def defer_link_checks(article: Article) -> None:
    """Have the links that the story's saved text has newly, or that were asked long ago, asked once this is committed."""
    if article.confidential or not link_checks.due(article.body):
        return
    try:
        with transaction.atomic():
            # One story at a time: the worker has other things to do meanwhile.
            job = check_links.configure(
                priority=LOW_PRIORITY, lock="links", queueing_lock=f"links-{article.pk}"
            )
            job.defer(article_id=article.pk)
    except AlreadyEnqueued:
        # The one that waits will read the text as it is then.
        return

"""Side effects of what is said about stories, deferred in the transaction of the change and run by the worker."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from articles.review import mailing


@app.task(name="review.mail_mention", retry=RetryStrategy(max_attempts=9, exponential_wait=4))
def mail_mention(mention_id: int) -> None:
    """Mail somebody who is called in a comment. A server that does not answer is tried again for four days."""
    mailing.mail(mention_id)

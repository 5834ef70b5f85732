from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from newsroom.pages import mailing


@app.task(name="pages.mail_message", retry=RetryStrategy(max_attempts=9, exponential_wait=4))
def mail_message(message_id: int) -> None:
    """Mail a reader's message. A server that does not answer is tried again for four days."""
    mailing.mail(message_id)


@app.periodic(cron="23 * * * *")
@app.task(name="pages.forget_messages", queueing_lock="pages-forget")
def forget(timestamp: int) -> None:
    """Every hour: the end of what need not be kept of readers' messages."""
    mailing.forget()

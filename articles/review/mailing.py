"""The mail to somebody who is called in a comment, while the person may see the story."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from articles.mailing import desk_mail, desk_url, language_for, send_once
from articles.review.models import Mention


def mail(mention_id: int) -> None:
    """Send the mail of a mention, once. Nothing is sent to a person who may not view the story any more, or to no address."""
    rows = Mention.objects.select_related("comment__article__edition", "comment__author", "user")
    send_once(rows, mention_id, _of_mention)


def _of_mention(mention: Mention, at: datetime) -> EmailMessage | None:
    article = mention.comment.article
    if not (mention.user.email and mention.user.may("view", article)):
        return None
    return as_mail(mention, is_secret=article.is_secret(at))


def as_mail(mention: Mention, *, is_secret: bool) -> EmailMessage:
    """Of a secret story neither its words nor what is said about them leave the desk."""
    comment, article = mention.comment, mention.comment.article
    with translation.override(language_for(mention.user, article.edition)):
        if is_secret:
            subject = _("Somebody mentions you in story %(number)d") % {"number": article.pk}
            said = _("The story is confidential or under embargo: the comment is on the desk alone.")
        else:
            subject = _("Somebody mentions you in «%(headline)s»") % {"headline": article}
            said = comment.text
        who = _("From: %(who)s") % {"who": comment.author}
    quote = [f"> {comment.quote}", ""] if comment.quote and not is_secret else []
    lines = [*quote, said, "", "-- ", who, f"{desk_url(article)}#comment-{comment.pk}"]
    return desk_mail(mention.user.email, subject, lines, f"mention-{mention.pk}")

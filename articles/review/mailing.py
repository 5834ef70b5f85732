"""The mail to somebody who is called in a comment: once, and only while the person may see the story."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from articles.body.values import printable, spaced
from articles.models import Article
from articles.published import moment
from articles.review.models import Comment, Mention


def mail(mention_id: int) -> None:
    """Send the mail of a mention, once; raises what the mail server answers, so that it is tried again.

    Nothing is sent to a person who may not view the story any more, or to no address.
    """
    with transaction.atomic():
        mention = (
            Mention.objects.select_for_update(of=("self",))
            .select_related("comment__article__edition", "comment__author", "user")
            .filter(pk=mention_id, mailed_at=None)
            .first()
        )
        if mention is None or not mention.user.email:
            return
        at = moment.clock_reading("default")
        article = mention.comment.article
        if not mention.user.may("view", article):
            return
        as_mail(mention.comment, mention.user.email, is_secret=article.is_secret(at)).send()
        mention.mailed_at = at
        mention.save(update_fields=["mailed_at"])


def as_mail(comment: Comment, address: str, *, is_secret: bool) -> EmailMessage:
    """Of a secret story neither its words nor what is said about them leave the desk."""
    article: Article = comment.article
    with translation.override(article.edition.language):
        if is_secret:
            subject = _("Somebody mentions you in story %(number)d") % {"number": article.pk}
            said = _("The story is confidential or under embargo: the comment is on the desk alone.")
        else:
            subject = _("Somebody mentions you in «%(headline)s»") % {"headline": article}
            said = comment.text
        who = _("From: %(who)s") % {"who": comment.author}
    quote = f"> {comment.quote}\n\n" if comment.quote and not is_secret else ""
    link = (
        f"{settings.SITE_URL}{settings.DESK_PATH}articles/article/{article.pk}/change/#comment-{comment.pk}"
    )
    return EmailMessage(
        subject=spaced(printable(subject)).strip()[:200],
        body=f"{quote}{said}\n\n-- \n{who}\n{link}\n",
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )

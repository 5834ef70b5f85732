"""A correction of a story is a task for its translations: a comment on each, open until somebody resolves it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from articles.models import Article, Correction, Stage
from articles.publishing import Change
from articles.review.comments import leave_task
from articles.signals import chain_changed
from articles.translating.versions import made_from

LONGEST = 2000


def listen() -> None:
    chain_changed.connect(tell_translations, dispatch_uid="translations-corrected")


def tell_translations(*, change: Change, verb: str, **_sent: Any) -> None:
    """Leave one comment on each translation, for who has it: the receiver of `chain_changed`.

    It is part of the verb: what is corrected without the tasks, or twice told, there is not. Whether the one who corrects
    may see the translations makes no difference; they learn nothing of them by it.
    """
    if verb != "correct":
        return
    correction = Correction.objects.filter(article=change.article).order_by("pk").last()
    said = correction.text[:LONGEST] if correction else ""
    for translation in made_from(change.article):
        if translation.stage == Stage.SPIKED:
            continue
        text = _("The source (story %(number)d) was corrected. Does this translation need it too? “%(text)s”")
        leave_task(
            translation,
            change.by,
            text % {"number": change.article.pk, "text": said},
            to=_who_has(translation),
        )


def _who_has(article: Article) -> Any:
    """The one it is assigned to, or who made it; None if neither is there any more to see it."""
    people = (article.assignee, article.creator)
    return next((person for person in people if person and person.may("view", article)), None)

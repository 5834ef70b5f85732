"""Releases that nobody makes: what publishing a text would make of it, by the same functions, for looking at."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from articles.blockers import blockers
from articles.models import Article, Revision, Stage
from articles.published.models import Release
from articles.releasing import Change, clock, release_of
from articles.sections.models import Section


@dataclass(frozen=True)
class Candidate:
    """A text that might be published, from `starts_at` on.

    `change` holds the story's chain as a verb would find it, to read from, without what the text would replace: the
    change that is `waiting`, if one is scheduled.
    """

    change: Change
    revision: Revision
    waiting: Release | None
    starts_at: datetime

    def release(self, at: datetime) -> Release:
        """An unsaved Release that shows the text from `at` on, however incomplete it is.

        It is as significant as the change that it replaces, if there is one.
        """
        significant = self.waiting is None or self.waiting.is_significant
        release = release_of(self.change, self.revision, at, significant=significant)
        with translation.override(self.change.article.edition.interface_language):
            release.headline = release.headline.strip() or _("Story without a headline")
        return release

    def obstacles(self) -> list[str]:
        """Sentences that say why it cannot stand among other stories; empty when it can."""
        if self.change.article.stage == Stage.SPIKED:
            return [_("It is spiked.")]
        end = self.change.pending_end
        if end is not None and end.public_from <= self.starts_at:
            return [_("It is to be taken down before it would appear.")]
        return blockers(self.change.article, self.revision.content, self.starts_at)


def candidate(article: Article, revision: Revision) -> Candidate:
    """The revision as it would be published; a section that its edition does not have any more is left out.

    It would start when a change is scheduled for, after its embargo, or now. The revision need not be saved: for a
    text that is only typed, `Revision(content=…)` is enough.
    """
    wanted = Section.objects.filter(pk=revision.content["section"] or 0, edition_id=article.edition_id)
    filed = copy(article)
    filed.section = wanted.first()
    content = {**revision.content, "section": filed.section_id}
    chain = list(Release.objects.filter(article_id=article.pk).order_by("public_from"))
    change = Change(filed, None, chain, clock(chain))
    waiting = change.pending_change
    change.chain = [release for release in chain if release is not waiting]
    embargo = content["embargoed_until"]
    starts = (
        change.start,
        waiting.public_from if waiting else change.start,
        datetime.fromisoformat(embargo) if embargo else change.start,
    )
    text = Revision(pk=revision.pk, content=content, schema=revision.schema)
    return Candidate(change, text, waiting, max(starts))

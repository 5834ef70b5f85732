"""What the page of a story says about its state, and which verbs it offers to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.forms import Textarea
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.answering import must_answer
from articles.admin.beginnings import begins_with
from articles.admin.cautions import cautions
from articles.blockers import blockers, images_of, videos_of
from articles.forms import verbs as forms
from articles.media.models import Image
from articles.models import Article, Revision, Stage
from articles.pending import put_off
from articles.published import moment
from articles.published.models import OffMostRead, Release
from articles.querysets import status_in
from articles.review.comments import open_threads
from articles.revisions import snapshot
from articles.translating import mark_current

Act = Callable[[int, Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Verb:
    """A button: what it is called, what it asks for, and what it does with the answers.

    `saves` says that what is typed on the page is saved first; `seen` names what of the page it must still find.
    `check` may refuse the answers by Blocked before anything is done.
    """

    name: str
    label: Promise
    done: Promise
    act: Act
    form: type[forms.VerbForm] = forms.VerbForm
    explains: Promise | str = ""
    saves: bool = False
    seen: tuple[str, ...] = ()
    is_grave: bool = False
    check: Callable[[HttpRequest, dict[str, Any]], None] | None = None
    # Whether there is anything to do for it; without it there always is.
    applies: Callable[[Article], bool] = lambda _article: True
    # Whether the story's page has a button for it. What stands in its form, or in its list of checks, has none.
    has_button: bool = True


def _plain(act: Callable[..., Any]) -> Act:
    return lambda pk, by, data: act(pk, by, **data)


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "submit",
            _("Submit"),
            _("Submitted. An editor will look at it."),
            _plain(publishing.submit),
            saves=True,
            seen=("revision",),
        ),
        Verb(
            "take_back", _("Take back"), _("Taken back. You can go on writing."), _plain(publishing.take_back)
        ),
        Verb(
            "publish",
            _("Publish"),
            _("Published."),
            _plain(publishing.publish),
            forms.PublishForm,
            saves=True,
            seen=("revision", "base_release"),
        ),
        Verb(
            "schedule",
            _("Schedule"),
            _("Scheduled."),
            _plain(publishing.schedule),
            forms.ScheduleForm,
            saves=True,
            seen=("revision", "base_release"),
        ),
        Verb(
            "send_back",
            _("Send back"),
            _("Sent back to its writer."),
            _plain(publishing.send_back),
            forms.SendBackForm,
        ),
        Verb(
            "cancel",
            _("Cancel"),
            _("Cancelled."),
            _plain(publishing.cancel),
            forms.CancelForm,
            has_button=False,
        ),
        Verb(
            "assign",
            _("Assign"),
            _("Assigned."),
            _plain(publishing.assign),
            forms.AssignForm,
            _("The story becomes theirs to write. They are told by mail."),
            has_button=False,
        ),
        Verb(
            "take",
            _("Take it"),
            _("It is yours to write."),
            _plain(publishing.take),
            applies=lambda article: article.assignee_id is None,
        ),
        Verb(
            "mark_current",
            _("Answered: current now"),
            _("The translation is marked as current."),
            lambda pk, by, data: mark_current(pk, data["_source_revision"] or 0, by),
            saves=True,
            # By that name it belongs to the page, and not to what is typed on it.
            seen=("_source_revision",),
            has_button=False,
        ),
        Verb(
            "correct",
            _("Correct"),
            _("Corrected. Readers see it now."),
            _plain(publishing.correct),
            forms.CorrectForm,
            _("Adds a correction to the story and shows it at once."),
            seen=("base_release",),
        ),
        Verb(
            "edit_live",
            _("Edit what readers see"),
            _("This is what readers see. The text that stood here is kept in the history."),
            _plain(publishing.edit_live),
            explains=_(
                "Loads the public text into this page. The text that stands here is kept in the history."
            ),
        ),
        Verb(
            "withdraw",
            _("Withdraw"),
            _("Withdrawn. Its address shows the notice."),
            _plain(publishing.withdraw),
            forms.WithdrawForm,
            _("Takes the story off every list. Headline and notice stay at its address."),
            is_grave=True,
        ),
        Verb(
            "unpublish",
            _("Unpublish"),
            _("Unpublished. Nothing of it is left at its address."),
            _plain(publishing.unpublish),
            forms.UnpublishForm,
            _("Takes the story off every list and leaves nothing at its address."),
            is_grave=True,
        ),
        Verb(
            "move",
            _("Move"),
            _("Moved. Its address leads to the new one."),
            _plain(publishing.move),
            forms.MoveForm,
            _("Takes the story off every list and sends whoever asks for it to another address."),
            is_grave=True,
            check=must_answer,
        ),
        Verb(
            "off_most_read",
            _("Take off Most Read"),
            _("It is not shown on Most Read any more."),
            _plain(publishing.off_most_read),
            explains=_(
                "However often it is read, it stands neither beside other stories nor on the page Most Read."
            ),
            applies=lambda article: not article.is_off_most_read,
        ),
        Verb(
            "on_most_read",
            _("Let on Most Read"),
            _("It may stand on Most Read again."),
            _plain(publishing.on_most_read),
            applies=lambda article: article.is_off_most_read,
        ),
        Verb(
            "spike",
            _("Spike"),
            _("Spiked."),
            _plain(publishing.spike),
            explains=_("Drops the story. It can be revived."),
            is_grave=True,
        ),
        Verb("revive", _("Revive"), _("Revived as a draft."), _plain(publishing.revive)),
    )
}


@dataclass(frozen=True)
class Tried:
    """A verb that was asked for and not done, with the answers as they were typed; `reopens` its dialog with them."""

    verb: Verb
    form: forms.VerbForm
    reopens: bool = True

    def reopens_alone(self, verb: Verb) -> bool:
        """Whether the verb's dialog is opened again on a page that has no button for it."""
        return self.reopens and self.verb is verb and verb.name != "cancel"


@dataclass
class Button:
    """A verb as offered on one page."""

    verb: Verb
    url: str
    form: forms.VerbForm
    is_primary: bool = False
    reopens: bool = False

    @property
    def asks(self) -> bool:
        """Whether it opens a dialog."""
        return bool(self.form.fields or self.verb.explains)


@dataclass
class Panel:
    """The state of one story for one person, with buttons for what that person may do now."""

    article: Article
    user: Any
    now: datetime
    chain: list[Release] = field(default_factory=list)
    current: Release | None = None
    pending: list[Release] = field(default_factory=list)
    # Those of the text on the desk, by their ids, as far as they were read.
    images: dict[int, Image] = field(default_factory=dict)
    blockers: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    cancels: list[tuple[Release, Button | None]] = field(default_factory=list)
    # The change that waits while the text on the desk is made from what readers see, not from that change.
    put_off: Release | None = None
    tried: Tried | None = None

    @property
    def lost(self) -> list[tuple[str, str]]:
        """What was typed for a verb that is not offered any more, so that it can still be copied."""
        tried = self.tried
        if tried is None or any(button.verb is tried.verb for button in self.buttons):
            return []
        texts = [
            (str(f.label), str(f.value() or "").strip())
            for f in tried.form
            if isinstance(f.field.widget, Textarea)
        ]
        return [(label, text) for label, text in texts if text]

    @property
    def pending_change(self) -> Release | None:
        return next((r for r in self.pending if r.state == Release.State.PUBLISHED), None)

    @property
    def status(self) -> str:
        return str(STATUS_LABELS.get(self.article.public_status, self.article.public_status))

    @property
    def has_unpublished_change(self) -> bool:
        current, head = self.current, self.article.head
        if current is None or current.state != Release.State.PUBLISHED or head is None:
            return False
        is_loaded = head.origin == Revision.Origin.RESTORE and head.merged_from_id == current.revision_id
        return current.revision_id != head.pk and not is_loaded

    @property
    def primary(self) -> list[Button]:
        return [button for button in self.buttons if button.is_primary]

    @property
    def others(self) -> list[Button]:
        return [button for button in self.buttons if not button.is_primary]

    @property
    def address(self) -> str:
        """Where readers find it, or an empty text."""
        release = self.current
        if release is None or release.state != Release.State.PUBLISHED:
            return ""
        return release.path_below(self.article.edition.root_url)


STATUS_LABELS: dict[str, Promise] = {
    "hidden": _("never public"),
    "scheduled": _("scheduled"),
    "published": _("public"),
    "withdrawn": _("withdrawn"),
    "gone": _("unpublished"),
    "moved": _("moved"),
}


def panel_for(
    article: Article, user: Any, tried: Tried | None = None, *, threads: int | None = None
) -> Panel:
    """Read the story's chain and its blockers, and offer what `may` allows; what was `tried` keeps its answers.

    `threads` is how many comments are open, if that has been asked.
    """
    at = moment.desk_moment()
    rows = (
        Release.objects.filter(article_id=article.pk)
        .select_related("section__parent", "edition")
        .defer("body", "content")
        .annotate(is_off=Exists(OffMostRead.objects.filter(pk=OuterRef("article_id"))))
        .order_by("public_from")
    )
    article.is_off_most_read = any(release.is_off for release in rows)
    chain: list[Release] = [*rows]
    article.public_status = status_in(chain, at.now)
    begun = [release for release in chain if release.public_from <= at.now]
    panel = Panel(article, user, at.now, chain, tried=tried)
    panel.current = begun[-1] if begun else None
    panel.pending = [release for release in chain if release.public_from > at.now]
    panel.put_off = put_off(article.head, panel.current, panel.pending_change)
    if article.stage != Stage.SPIKED:
        content = article.head.content if article.head else snapshot(article)
        panel.images, videos = images_of(content), videos_of(content)
        panel.blockers = blockers(article, content, at.now, panel.images, videos)
        if threads is None:
            threads = open_threads([article]).get(article.pk, 0)
        panel.warnings = cautions(content, at.now, panel.images, videos, threads=threads)
    _offer(panel)
    return panel


def _offer(panel: Panel) -> None:
    article, user = panel.article, panel.user
    for verb in VERBS.values():
        is_asked = verb.has_button or (panel.tried is not None and panel.tried.reopens_alone(verb))
        if not (is_asked and user.may(verb.name, article) and verb.applies(article)):
            continue
        button = _button(panel, verb)
        if verb.name == "submit" and user.may("publish", article):
            # An editor's own way is to publish; handing over to oneself is still there, further down.
            button.is_primary = False
        panel.buttons.append(button)
    may_cancel = user.may("cancel", article)
    for release in panel.pending:
        offered = _button(panel, VERBS["cancel"], {"release": release.pk}) if may_cancel else None
        panel.cancels.append((release, offered))


def button_for(panel: Panel, verb: Verb) -> Button:
    """The button of one verb, where it stands by itself. Whether one may, asks the caller."""
    waiting = panel.pending_change
    return _button(panel, verb, {"release": waiting.pk} if verb.name == "cancel" and waiting else None)


def _button(panel: Panel, verb: Verb, initial: dict[str, Any] | None = None) -> Button:
    article, tried = panel.article, panel.tried
    url = reverse("admin:articles_article_verb", args=[article.pk, verb.name])
    is_primary = verb.name in ("submit", "publish", "schedule", "take_back", "send_back", "revive")
    reopens = False
    if tried is not None and tried.verb is verb and verb.name != "cancel":
        form, reopens = tried.form, tried.reopens
    else:
        begins = begins_with(verb.name, article, panel.pending_change)
        form = verb.form(edition=article.edition, user=panel.user, initial={**begins, **(initial or {})})
    _fit(panel, verb, form)
    return Button(verb, url, form, is_primary, reopens)


def _fit(panel: Panel, verb: Verb, form: forms.VerbForm) -> None:
    """Ask what there is to decide: nothing about an update before the first publication.

    What is to become of a change that waits is asked on its own page, and only when one does.
    """
    if verb.name == "publish":
        form.fields.pop("pending", None)
    if verb.name in ("publish", "schedule") and panel.current is None:
        form.fields.pop("significant", None)

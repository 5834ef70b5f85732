"""Every way of writing at the desk, through its real addresses: the request, the answer that is due, and the model's part."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.test import Client

from articles.drafts.models import Draft
from articles.models import Article, Revision
from articles.pending import is_urgent_edit
from articles.published.models import Release
from tests.desk.forms import CHANGE, story_post, verb_url
from tests.desk.machine.model import NOTHING, Shown, Story, Window, Words
from tests.factories import make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.clock import SiteClock

WORD = re.compile(r"zq\d{4}x")
LOCAL = "%Y-%m-%dT%H:%M"
OPEN = ("draft", "submitted")
# Paragraphs above which a story is cut, and to how many.
LONG, SHORT = 20, 6
JOURNALISTS, EDITORS = ("mara", "juno"), ("edda", "ruben")
PEOPLE = (*JOURNALISTS, *EDITORS)


def words_in(*texts: Any) -> Words:
    return frozenset(WORD.findall(" ".join(map(str, texts))))


def words_of(content: dict[str, Any]) -> Words:
    return words_in(content["headline"], content["body"])


class Acting:
    def __init__(self, clock: SiteClock, stories: int = 4) -> None:
        self.clock = clock
        self.rng = random.Random(0)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.log: list[str] = []
        self.number = self.pages = 0
        self.zone = ZoneInfo(make_edition().time_zone)
        self.sections = [make_section("politics").pk, make_section("sports").pk]
        roles = {name: "journalist" if name in JOURNALISTS else "editor" for name in PEOPLE}
        self.users = {name: make_user(role, username=name) for name, role in roles.items()}
        self.clients = {name: Client() for name in PEOPLE}
        for name, client in self.clients.items():
            client.force_login(self.users[name])
        self.stories = [self.new_story(JOURNALISTS[n % 2]) for n in range(stories)]

    def new_story(self, owner: str) -> Story:
        word = self.new_word()
        article = make_article(f"Line {word}", body=f"<p>{word} began it.</p>", creator=self.users[owner])
        return Story(article.pk, owner, head=frozenset([word]), handed_in={word})

    def new_word(self) -> str:
        self.number += 1
        return f"zq{self.number:04d}x"

    # Who may what, from the rules in words.

    def is_editor(self, who: str) -> bool:
        return who in EDITORS

    def may_edit(self, who: str, story: Story) -> bool:
        if self.is_editor(who):
            return story.stage in OPEN
        return who == story.owner and story.stage == "draft"

    # The parts of a request.

    def article(self, story: Story) -> Article:
        return Article.objects.select_related("section").get(pk=story.pk)

    def release_now(self, story: Story) -> int | None:
        rows = Release.objects.filter(article_id=story.pk, public_from__lte=self.clock.now)
        return rows.order_by("-public_from").values_list("pk", flat=True).first()

    def open(self, who: str, story: Story) -> Window:
        """The window that the person has on the story, opened now if there is none."""
        if who not in story.windows:
            article = self.article(story)
            form = {name: str(value) for name, value in story_post(article).items()}
            assert article.head_id is not None
            if len(story.head) > LONG:
                # Somebody cuts it down; what is cut is in the history.
                form["body"] = "\n".join(form["body"].split("\n")[-SHORT:])
            words = words_of(form)
            # The page's name, by which the server knows a draft of this window from one of another.
            self.pages += 1
            form |= {"_page": f"{self.pages:032x}", "_step": "0"}
            story.windows[who] = Window(article.head_id, self.release_now(story), form, words)
        return story.windows[who]

    def type(self, window: Window) -> None:
        word = self.new_word()
        window.form["_step"] = str(int(window.form["_step"]) + 1)
        window.form["body"] += f"<p>{word} was typed.</p>"
        if self.rng.random() < 0.5:
            window.form["headline"] = f"Line {word}"
        # A headline that was typed over may have held the last of a word.
        window.words = words_of(window.form)

    def post(self, who: str, address: str, post: dict[str, Any], expected: int | tuple[int, ...]) -> Any:
        response = self.clients[who].post(address, post)
        wanted = (expected,) if isinstance(expected, int) else expected
        assert response.status_code in wanted, (
            f"{who} posts {address}: {response.status_code}, not {wanted}: "
            f"{getattr(response, 'headers', {}).get('Location', '')} {response.content.decode()[:1500]}"
        )
        return response

    def address(self, story: Story, suffix: str) -> str:
        return verb_url(self.article(story), suffix)

    def is_fresh(self, story: Story, window: Window) -> bool:
        return window.base == self.article(story).head_id

    # Writing.

    def do_autosave(self, who: str, story: Story) -> bool:
        if not (self.is_editor(who) or who == story.owner):
            return False
        if who not in story.windows and not self.may_edit(who, story):
            return False
        window = self.open(who, story)
        self.type(window)
        self.post(who, self.address(story, "draft"), window.form, 200)
        story.drafts.add(who)
        story.handed_in |= window.words
        return True

    def do_discard(self, who: str, story: Story) -> bool:
        if who not in story.drafts and not self.do_autosave(who, story):
            return False
        self.post(who, self.address(story, "draft/discard"), {}, 302)
        story.drafts.discard(who)
        del story.windows[who]
        return True

    def do_take_over(self, who: str, story: Story) -> bool:
        if not self.may_edit(who, story):
            return False
        if not story.drafts - {who}:
            self.do_autosave(self.rng.choice([name for name in EDITORS if name != who]), story)
        others = story.drafts - {who}
        for other in sorted(others):
            self.post(who, self.address(story, "take-over"), {"user": self.users[other].pk}, 302)
            story.drafts.discard(other)
            story.windows.pop(other, None)
        return True

    def do_save(self, who: str, story: Story, verb: str = "", **answers: Any) -> bool:
        """Save what was typed; with `verb`, in one step with it. Gives whether it was saved."""
        if who not in story.windows and not self.may_edit(who, story):
            return False
        window = self.open(who, story)
        self.type(window)
        allowed, fresh = self.may_edit(who, story), self.is_fresh(story, window)
        expected = 302 if allowed and fresh else 409 if allowed else 403
        release = "" if window.base_release is None else window.base_release
        extra = {"_verb": verb, "base_release": release, **answers} if verb else {}
        self.post(who, CHANGE.format(story.pk), {**window.form, **extra}, expected)
        story.handed_in |= window.words
        if expected == 403:
            story.drafts.add(who)
            return False
        story.drafts.discard(who)
        del story.windows[who]
        if expected == 302:
            story.head = window.words
            self.done["save"] += 1
        return expected == 302

    def do_stale_save(self, who: str, story: Story) -> bool:
        """Two people have the story open; the second to save is shown both texts, and his own is kept."""
        other = self.rng.choice([name for name in EDITORS if name != who])
        if not (self.may_edit(who, story) and self.may_edit(other, story)):
            return False
        self.open(who, story)
        story.windows.pop(other, None)
        if other in story.drafts:
            self.do_discard_of(other, story)
        self.do_save(other, story)
        window, before = self.open(who, story), self.article(story).head_id
        assert window.base != before
        kept = Revision.objects.filter(article_id=story.pk, is_accepted=False).count()
        assert not self.do_save(who, story)
        assert self.article(story).head_id == before
        assert Revision.objects.filter(article_id=story.pk, is_accepted=False).count() == kept + 1
        return True

    def do_discard_of(self, who: str, story: Story) -> None:
        self.post(who, self.address(story, "draft/discard"), {}, 302)
        story.drafts.discard(who)

    def do_restore(self, who: str, story: Story) -> bool:
        if not self.may_edit(who, story):
            return False
        revision = self.rng.choice(list(Revision.objects.filter(article_id=story.pk)))
        post = {"base_revision": self.article(story).head_id}
        self.post(who, self.address(story, f"restore/{revision.pk}"), post, 302)
        story.head = words_of(revision.content)
        return True

    def do_resolve(self, who: str, story: Story) -> bool:
        """Join a text that was not accepted with the story; what both changed is all mine or all theirs."""
        kept = list(Revision.objects.filter(article_id=story.pk, is_accepted=False))
        if not kept or not self.may_edit(who, story):
            return False
        mine = self.rng.choice(kept)
        post = {"theirs": self.article(story).head_id, "all": self.rng.choice(["mine", "theirs"])}
        self.post(who, self.address(story, f"comparison/{mine.pk}"), post, 302)
        article = self.article(story)
        joined, typed = words_in(article.headline, article.body), words_of(mine.content)
        assert story.head & typed <= joined <= story.head | typed
        story.head = joined
        if not self.kept_for(who, story):
            # A draft that was joined is put away.
            story.drafts.discard(who)
            story.windows.pop(who, None)
        return True

    def do_bulk(self, who: str, story: Story) -> bool:
        """Move it to a section from the list, with another story that somebody saved since the list was shown."""
        if not self.may_edit(who, story):
            return False
        other = self.rng.choice([one for one in self.stories if one is not story])
        before = self.article(other).head_id
        chosen = [f"{story.pk}:{self.article(story).head_id}", f"{other.pk}:{(before or 1) - 1}"]
        address = "/admin/articles/article/bulk/move_to_section/"
        self.post(who, address, {"story": chosen, "section": self.rng.choice(self.sections)}, 200)
        assert self.article(other).head_id == before
        return True

    def do_copy(self, who: str, story: Story) -> bool:
        self.post(who, self.address(story, "copy"), {}, 302)
        copy = Article.objects.latest("pk")
        assert words_in(copy.headline, copy.body) == story.head
        return True

    # Handing over.

    def verb(self, who: str, story: Story, name: str, allowed: bool, **answers: Any) -> bool:
        """Ask for it with what a fresh page shows; what is not allowed is asked for, and refused, now and then."""
        if not allowed and self.rng.random() < 0.97:
            return False
        post = {"revision": self.article(story).head_id, "base_release": self.release_now(story) or ""}
        self.post(who, self.address(story, name), {**post, **answers}, 302 if allowed else 403)
        (self.done if allowed else self.refused)[name] += 1
        return allowed

    def do_submit(self, who: str, story: Story) -> bool:
        allowed = story.stage == "draft" and (self.is_editor(who) or who == story.owner)
        if self.verb(who, story, "submit", allowed):
            story.stage = "submitted"
        return allowed

    def do_take_back(self, who: str, story: Story) -> bool:
        self.hand_in(who, story)
        allowed = story.stage == "submitted" and (self.is_editor(who) or who == story.owner)
        if self.verb(who, story, "take_back", allowed):
            story.stage = "draft"
        return allowed

    def do_send_back(self, who: str, story: Story) -> bool:
        self.hand_in(who, story)
        allowed = story.stage == "submitted" and self.is_editor(who)
        if self.verb(who, story, "send_back", allowed, note="More of it."):
            story.stage = "draft"
        return allowed

    def hand_in(self, who: str, story: Story) -> None:
        """Let it be submitted, if this person can submit it."""
        if story.stage == "draft" and (self.is_editor(who) or who == story.owner):
            self.do_submit(who, story)

    def do_spike(self, who: str, story: Story) -> bool:
        mine = self.is_editor(who) or (who == story.owner and story.stage == "draft")
        allowed = mine and story.stage in OPEN and story.status(self.clock.now) == "hidden"
        if self.verb(who, story, "spike", allowed):
            story.stage = "spiked"
        return allowed

    def do_revive(self, who: str, story: Story) -> bool:
        allowed = story.stage == "spiked" and self.is_editor(who)
        if self.verb(who, story, "revive", allowed):
            story.stage = "draft"
        return allowed

    # What readers see.

    @property
    def shelved(self) -> Story:
        """A story that is never shown, so that there is always one to spike."""
        return self.stories[0]

    def do_publish(self, who: str, story: Story, pending: str = "") -> bool:
        if story is self.shelved:
            return False
        allowed = self.is_editor(who) and story.stage in OPEN
        waiting = self.undecided(story)
        if waiting is not None and not pending:
            pending = self.rng.choice(["include", "keep", "hold"])
        if not allowed:
            return self.verb(who, story, "publish", False)
        self.verb(who, story, "publish", True, pending=pending if waiting else "")
        self.published(story, story.head, pending if waiting else "")
        return True

    def undecided(self, story: Story) -> Shown | None:
        """The change that waits while readers see another text, and is not what stands on the desk."""
        now = self.clock.now
        waiting = story.waiting(now)
        if waiting is None or story.current(now) is None:
            return None
        scheduled = Release.objects.get(article_id=story.pk, public_from=waiting.start)
        content = Revision.objects.get(pk=scheduled.revision_id).content
        head = self.article(story).head
        assert head is not None
        return waiting if content != head.content else None

    def published(self, story: Story, words: Words, pending: str) -> None:
        newest = Release.objects.filter(article_id=story.pk, public_from__lte=self.clock.now).latest(
            "public_from"
        )
        waiting = story.waiting(newest.public_from)
        story.show(Shown(newest.public_from, "published", words))
        story.stage = "draft"
        if waiting is None:
            return
        if pending != "keep":
            story.drop(waiting)
        if not pending:
            return
        story.head = waiting.words
        joined = Release.objects.filter(article_id=story.pk, public_from=waiting.start).first()
        if pending == "include" and joined is not None:
            merged = words_in(joined.headline, joined.body)
            assert words & waiting.words <= merged
            assert merged <= words | waiting.words
            story.head = merged
            story.show(Shown(waiting.start, "published", merged))

    def do_save_and_publish(self, who: str, story: Story) -> bool:
        if story is self.shelved or not self.is_editor(who) or who in story.windows:
            return False
        if story.waiting(self.clock.now):
            return False
        if not self.do_save(who, story, "publish", significant="yes"):
            return False
        self.published(story, story.head, "")
        return True

    def do_urgent(self, way: str, who: str, story: Story) -> bool:
        """A change is scheduled; what readers see is edited meanwhile and published, and the change decided about."""
        if story is self.shelved or not self.is_editor(who) or story.stage not in OPEN:
            return False
        if story.status(self.clock.now) != "published":
            self.do_publish(who, story)
        now = self.clock.now
        if story.status(now) != "published" or story.end(now):
            return False
        self.close_windows(story)
        if story.waiting(now) is None:
            assert self.do_save(who, story)
            assert self.do_schedule(who, story)
        assert self.do_edit_live(who, story)
        assert self.do_save(who, story)
        return self.do_publish(who, story, way)

    def close_windows(self, story: Story) -> None:
        """Everybody leaves the story; whoever has typed keeps it in the history."""
        for who in sorted(story.drafts):
            self.do_discard_of(who, story)
        story.windows.clear()

    def do_edit_live(self, who: str, story: Story) -> bool:
        now = self.clock.now
        allowed = self.is_editor(who) and story.stage in OPEN and story.status(now) == "published"
        if self.verb(who, story, "edit_live", allowed):
            current = story.current(now)
            assert current is not None
            story.head, story.stage = current.words, "draft"
        return allowed

    def soon(self) -> datetime:
        """A whole minute ahead, as the field of a time takes it."""
        minutes = self.rng.choice([2, 10, 60, 400])
        return (self.clock.now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)

    def typed(self, at: datetime) -> str:
        return at.astimezone(self.zone).strftime(LOCAL)

    def is_urgent_edit(self, story: Story) -> bool:
        """Whether the desk's text was made from what readers see, while another text waits for its time."""
        now = self.clock.now
        current, waiting = story.current(now), story.waiting(now)
        if current is None or waiting is None or current.state != "published":
            return False
        shown, coming = (
            Release.objects.get(article_id=story.pk, public_from=entry.start) for entry in (current, waiting)
        )
        head = self.article(story).head
        assert head is not None
        return is_urgent_edit(head, shown, coming)

    def refuse_schedule(self, who: str, story: Story, at: datetime) -> None:
        """A second text is not scheduled over the first: it is to be published now, or the first cancelled."""
        post = {"revision": self.article(story).head_id, "base_release": self.release_now(story) or ""}
        response = self.post(who, self.address(story, "schedule"), {**post, "at": self.typed(at)}, 422)
        assert "Another text is scheduled." in response.content.decode()
        self.refused["schedule"] += 1

    def do_schedule(self, who: str, story: Story) -> bool:
        if story is self.shelved:
            return False
        now, at = self.clock.now, self.soon()
        end = story.end(now)
        allowed = self.is_editor(who) and story.stage in OPEN
        if end is not None and at >= end.start:
            return False
        if allowed and self.is_urgent_edit(story):
            self.refuse_schedule(who, story, at)
            return False
        if self.verb(who, story, "schedule", allowed, at=self.typed(at)):
            story.drop(story.waiting(now))
            story.show(Shown(at, "published", story.head))
            story.stage = "draft"
        return allowed

    def do_cancel(self, who: str, story: Story) -> bool:
        now = self.clock.now
        if story.waiting(now) is None and story.end(now) is None and self.is_editor(who):
            self.do_schedule(who, story)
        found = self.rng.choice([story.waiting(now), story.end(now)])
        if found is None:
            return False
        release = Release.objects.get(article_id=story.pk, public_from=found.start)
        allowed = self.is_editor(who)
        if self.verb(who, story, "cancel", allowed, release=release.pk):
            if found.state == "published" and story.current(now) is None:
                story.drop(story.end(now))
            story.drop(found)
        return allowed

    def _end(
        self, who: str, story: Story, verb: str, state: str, among: tuple[str, ...], **answers: str
    ) -> bool:
        now = self.clock.now
        at = self.soon() if self.rng.random() < 0.4 else None
        allowed = self.is_editor(who) and story.status(now) in among
        if self.verb(who, story, verb, allowed, **answers, **({"at": self.typed(at)} if at else {})):
            story.drop(story.end(now))
            start = at or Release.objects.get(article_id=story.pk, public_until=None).public_from
            waiting = story.waiting(now)
            if waiting is not None and waiting.start >= start:
                story.drop(waiting)
            story.show(Shown(start, state, NOTHING))
        return allowed

    def do_withdraw(self, who: str, story: Story) -> bool:
        return self._end(who, story, "withdraw", "withdrawn", ("published", "gone"), notice="It was wrong.")

    def do_unpublish(self, who: str, story: Story) -> bool:
        return self._end(who, story, "unpublish", "gone", ("published", "withdrawn", "moved"))

    def do_move(self, who: str, story: Story) -> bool:
        now = self.clock.now
        once_public = ("published", "withdrawn", "gone", "moved")
        allowed = self.is_editor(who) and story.status(now) in once_public
        if self.verb(who, story, "move", allowed, moved_to="/latest/"):
            story.drop(story.end(now))
            story.drop(story.waiting(now))
            start = Release.objects.get(article_id=story.pk, public_until=None).public_from
            story.show(Shown(start, "moved", NOTHING))
        return allowed

    def do_correct(self, who: str, story: Story) -> bool:
        now = self.clock.now
        shown = Release.objects.filter(article_id=story.pk, pk=self.release_now(story)).first()
        article = self.article(story)
        if story.status(now) != "published" or shown is None or article.head is None:
            return False
        if Revision.objects.get(pk=shown.revision_id).content != article.head.content:
            return False
        allowed = self.is_editor(who) and story.stage in OPEN
        answers = {"text": "It was Tuesday.", "type": "correction", "placement": "bottom"}
        if self.verb(who, story, "correct", allowed, **answers):
            newest = Release.objects.filter(article_id=story.pk, public_from__lte=self.clock.now)
            story.show(Shown(newest.latest("public_from").public_from, "published", story.head))
            waiting = story.waiting(self.clock.now)
            # The scheduled text has the correction too, and is what stands on the desk.
            story.head = waiting.words if waiting else story.head
        return allowed

    def kept_for(self, who: str, story: Story) -> Words:
        draft = Draft.objects.filter(user=self.users[who], article_id=story.pk).first()
        return words_in(draft.fields) if draft else NOTHING


def ways() -> dict[str, Callable[[Acting, str, Story], bool]]:
    """Every act by name; verbs and saves count themselves, wherever they are done."""
    found = {
        name.removeprefix("do_"): getattr(Acting, name)
        for name in vars(Acting)
        if name.startswith("do_") and name not in ("do_urgent", "do_discard_of")
    }
    for way in ("include", "keep", "hold"):
        found[f"urgent edit, {way}"] = lambda self, who, story, way=way: self.do_urgent(way, who, story)
    return found

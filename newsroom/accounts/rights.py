"""Who may do what: one function, `may`, and the tables it reads. docs/permissions.md is generated from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol


class Membered(Protocol):
    """A role in a scope. None for edition or desk stands for all of them."""

    role: str
    edition_id: int | None
    desk_id: int | None


class Scoped(Protocol):
    """What `may` has to know of a story. `public_status` is its chain's, at this moment."""

    edition_id: int
    desk_id: int | None
    stage: str
    confidential: bool

    @property
    def public_status(self) -> str: ...

    def owner_ids(self) -> set[int]:
        """The accounts of creator, assignee and everyone in the byline."""
        ...


class Person(Protocol):
    is_active: bool
    is_superuser: bool

    @property
    def pk(self) -> Any: ...

    def roles(self) -> Iterable[Membered]: ...


JOURNALIST, EDITOR, ADMIN = "journalist", "editor", "admin"
RANK = {JOURNALIST: 1, EDITOR: 2, ADMIN: 3}

STAGES = ("draft", "submitted", "spiked")
STATUSES = ("hidden", "scheduled", "published", "withdrawn", "gone", "moved")

# Actions that need no story, and the lowest role that has them.
GENERAL: dict[str, str] = {
    "enter": JOURNALIST,
    "create": JOURNALIST,
    "upload_picture": JOURNALIST,
    "upload_video": JOURNALIST,
    "propose_tag": JOURNALIST,
    "edit_pictures": EDITOR,
    "edit_videos": EDITOR,
    "manage_tags": EDITOR,
    "manage_authors": EDITOR,
    "manage_coverages": EDITOR,
    "manage_pages": EDITOR,
    "manage_menus": EDITOR,
    "manage_redirects": EDITOR,
    "answer_readers": EDITOR,
    "ticker": EDITOR,
    "manage_channels": EDITOR,
    "approve_alert": EDITOR,
    "import_redirects": ADMIN,
    "delete_messages": ADMIN,
    "manage_sections": ADMIN,
    "manage_editions": ADMIN,
    "add_editions": ADMIN,
    "manage_people": ADMIN,
}

# Of these, what is the whole newsroom's: no role has it that reaches no further than an edition or a desk.
WHOLE = frozenset({"add_editions", "manage_people"})

# Actions on a story for its owners (creator, assignee, byline), and the stages in which they have them.
OWNER: dict[str, tuple[str, ...]] = {
    "view": STAGES,
    "edit": ("draft",),
    # Saying that a translation answers what its source says by now.
    "mark_current": ("draft",),
    "submit": ("draft",),
    "take_back": ("submitted",),
    # Making a story one's own that is nobody's.
    "take": ("draft",),
    "spike": ("draft",),
    "draft": STAGES,
    "share": ("draft", "submitted"),
    "comment": STAGES,
    "resolve": STAGES,
    # Posting in a live blog, and mending what stands there; publishing the blog itself is an editor's.
    "live_post": ("draft", "submitted"),
}

# Actions that journalists of the scope have on others' stories too, unless those are confidential.
FOR_ALL = ("view", "comment")

# Actions on a story for its editors: the stages and the public statuses in which they make sense.
_OPEN = ("draft", "submitted")
_TO_BE_READ = ("scheduled", "published")
_ONCE_PUBLIC = ("published", "withdrawn", "gone", "moved")
EDITORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "view": (STAGES, STATUSES),
    "edit": (_OPEN, STATUSES),
    "mark_current": (_OPEN, STATUSES),
    "assign": (_OPEN, STATUSES),
    "take": (_OPEN, STATUSES),
    "submit": (("draft",), STATUSES),
    "take_back": (("submitted",), STATUSES),
    "send_back": (("submitted",), STATUSES),
    "publish": (_OPEN, STATUSES),
    "schedule": (_OPEN, STATUSES),
    "cancel": (STAGES, STATUSES),
    # Putting it into a bundle of stories that become public together, and taking it out.
    "bundle": (_OPEN, STATUSES),
    "withdraw": (STAGES, ("published", "gone")),
    "unpublish": (STAGES, ("published", "withdrawn", "moved")),
    "correct": (_OPEN, ("published",)),
    "edit_live": (_OPEN, ("published",)),
    "move": (STAGES, _ONCE_PUBLIC),
    # Whether it may stand on Most Read.
    "off_most_read": (STAGES, _TO_BE_READ),
    "on_most_read": (STAGES, _TO_BE_READ),
    "spike": (_OPEN, ("hidden",)),
    "revive": (("spiked",), STATUSES),
    # Unsaved text of one's own, kept apart from the story, so that it outlives a change of stage.
    "draft": (STAGES, STATUSES),
    # A link by which people without an account read the story.
    "share": (_OPEN, STATUSES),
    # Ending such a link, also one that somebody else made.
    "unshare": (STAGES, STATUSES),
    # Remarks beside the text. They change nothing of it, so whoever reads it may make them.
    "comment": (STAGES, STATUSES),
    # Saying that a thread of remarks is done with. Who began it may too, see `articles.review.comments`.
    "resolve": (STAGES, STATUSES),
    # The posts of a live blog: also before it is public, so that there is something to read when it is.
    "live_post": (_OPEN, STATUSES),
}

STORY_ACTIONS = tuple(EDITORS)


def may(user: Person, action: str, story: Scoped | None = None) -> bool:
    """Whether the user may do the action; on `story` if it is one of STORY_ACTIONS.

    Raises KeyError for an action that no table knows, so that a misspelt one is found at once.
    A story action without a story asks whether the user could do it to any story at all.
    """
    if not user.is_active or user.pk is None:
        return False
    if story is None:
        roles = [m for m in user.roles() if action not in WHOLE or m.edition_id is m.desk_id is None]
        rank = 3 if user.is_superuser else max((RANK[m.role] for m in roles), default=0)
        return rank >= RANK[_lowest_role(action)]
    stages, statuses = EDITORS[action]
    rank = _rank_for(user, story)
    if rank >= RANK[EDITOR]:
        return story.stage in stages and (len(statuses) == len(STATUSES) or story.public_status in statuses)
    if rank < RANK[JOURNALIST]:
        return False
    if action in FOR_ALL and not story.confidential:
        return True
    if story.stage not in OWNER.get(action, ()) or user.pk not in story.owner_ids():
        return False
    return action != "spike" or story.public_status == "hidden"


def _lowest_role(action: str) -> str:
    if action in GENERAL:
        return GENERAL[action]
    EDITORS[action]
    return JOURNALIST if action in OWNER else EDITOR


def _rank_for(user: Person, story: Scoped) -> int:
    if user.is_superuser:
        return RANK[ADMIN]
    return max(
        (
            RANK[m.role]
            for m in user.roles()
            if m.edition_id in (None, story.edition_id) and m.desk_id in (None, story.desk_id)
        ),
        default=0,
    )

"""The verbs: everything that changes a story's stage or what readers see of it.

Each takes the story's id and the person, asks `may`, lists what blocks it, and acts in one transaction. A verb that
shows something takes the `revision` (and `base_release`) that the editor saw: a double click or an old page raises
Stale and changes nothing. All instants are aware. Only this package writes Releases, by way of `articles.releasing`.
"""

from articles.publishing.ending import move, unpublish, withdraw
from articles.publishing.handing_over import (
    assign,
    hand_to,
    hinders_assigning,
    revive,
    send_back,
    spike,
    submit,
    take,
    take_back,
)
from articles.publishing.preconditions import ANY, Blocked, Undecided
from articles.publishing.ranking import off_most_read, on_most_read
from articles.publishing.rewriting import edit_live, move_embargo, resolve, restore
from articles.publishing.showing import cancel, correct, publish, reschedule, schedule
from articles.publishing.steps import verb_for
from articles.publishing.together import (
    ChangedMeanwhile,
    Seen,
    Together,
    call_off_together,
    publish_together,
    reschedule_together,
    schedule_together,
)
from articles.publishing.wall_times import ComesTwice, instant_in
from articles.releasing import Change

__all__ = [
    "ANY",
    "Blocked",
    "Change",
    "ChangedMeanwhile",
    "ComesTwice",
    "Seen",
    "Together",
    "Undecided",
    "assign",
    "call_off_together",
    "cancel",
    "correct",
    "edit_live",
    "hand_to",
    "hinders_assigning",
    "instant_in",
    "move",
    "move_embargo",
    "off_most_read",
    "on_most_read",
    "publish",
    "publish_together",
    "reschedule",
    "reschedule_together",
    "resolve",
    "restore",
    "revive",
    "schedule",
    "schedule_together",
    "send_back",
    "spike",
    "submit",
    "take",
    "take_back",
    "unpublish",
    "verb_for",
    "withdraw",
]

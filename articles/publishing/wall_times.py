"""A time that somebody typed, as the one instant that it means; what it leaves open is asked back."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from articles.editions.clocks import around_gap, offset_in, readings
from articles.publishing.preconditions import Blocked


class ComesTwice(Blocked):
    """The time was typed for an hour that comes twice, and it is open which one is meant."""

    def __init__(self, zone_name: str, instants: list[datetime]) -> None:
        first, second = (offset_in(zone_name, at) for at in instants)
        super().__init__(
            [
                _(
                    "That hour comes twice in %(zone)s, at %(first)s and then at %(second)s. Say which you mean."
                )
                % {"zone": zone_name, "first": first, "second": second}
            ]
        )


def instant_in(zone_name: str, naive: datetime, fold: int | None = None) -> datetime:
    """A wall-clock time in a zone as an instant; `fold` says which is meant of two (0 the first, 1 the second).

    Raises Blocked for a time that the clocks skip, and ComesTwice for one that comes twice if `fold` leaves it open.
    """
    found = readings(zone_name, naive)
    if not found:
        before, after = (formats.date_format(at, "j M Y H:i") for at in around_gap(zone_name, naive))
        raise Blocked(
            [
                _("The clocks skip that hour in %(zone)s: choose %(before)s or %(after)s.")
                % {"zone": zone_name, "before": before, "after": after}
            ]
        )
    if len(found) == 2 and fold is None:
        raise ComesTwice(zone_name, found)
    # In UTC: within a repeated hour, Python finds no time of another zone equal to one of this zone (PEP 495).
    return found[-1 if fold else 0]

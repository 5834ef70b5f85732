from __future__ import annotations

from articles.editions.models import Edition
from newsroom.redirects.models import Redirect
from newsroom.redirects.planning import Line, Outcome, Plan, Planned


def plan(*lines: tuple[str, ...]) -> Plan:
    """What lines of (old, new[, status]) would do, numbered from 1."""
    given = [Line(number, *line) for number, line in enumerate(lines, 1)]
    return Plan(list(Edition.objects.all()), Redirect.Origin.IMPORTED).make(given)


def redirect(old: str, new: str, status: str = "") -> None:
    """Make one redirect, by the way that the desk takes."""
    made = plan((old, new, status))
    assert made.lines[0].outcome is not Outcome.REFUSED, made.lines[0].why
    made.carry_out()


def outcomes(made: Plan) -> list[tuple[str, str]]:
    """Of each line the outcome, and where it leads or why it is refused."""
    return [(planned.outcome.value, _said(planned)) for planned in made.lines]


def _said(planned: Planned) -> str:
    row = planned.row
    if row is None:
        return planned.why
    return str(row.article_id) if row.article_id is not None else row.target or str(row.status)


def stored() -> dict[str, str]:
    """Every redirect: the old address, and the story's number, address or status that it leads to."""
    return {
        f"{row.edition.root_url}{row.old}": str(row.article_id)
        if row.article_id
        else row.target or str(row.status)
        for row in Redirect.objects.select_related("edition")
    }

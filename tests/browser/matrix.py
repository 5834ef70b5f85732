"""What a page is asked in each language, theme and width: the matrix of readers' pages and of the desk's screens.

The whole of it is for the sweep; `make test` has covering rows. A page is opened once in a language; its theme and width
change while it stands there. Between light and dark nothing changes but colours (each is a `light-dark()` of tokens.css):
at each width one theme is asked by every rule, the other by those about colours alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.looking import TORN
from tests.browser.watching import beyond_the_edge, darken, lighten, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

Found = dict[str, list[str]]


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def look(page: Page) -> Found:
    """What is wrong with the page, which is shown in light; empty if nothing is. It is left narrow, and light."""
    resize(page, 1280)
    found = {"edge at 1280": beyond_the_edge(page), "torn letters": page.evaluate(TORN)}
    found["wide, light"] = violations(page)
    darken(page)
    found["wide, dark"] = violations(page, colours_only=True)
    resize(page, 390)
    found |= {"edge at 390": beyond_the_edge(page), "narrow, dark": violations(page)}
    lighten(page)
    found["narrow, light"] = violations(page, colours_only=True)
    return {name: complaints for name, complaints in found.items() if complaints}

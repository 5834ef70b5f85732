"""What a writer does in the editor of a body, and what the textarea then holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.desk import enter, open_story
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from articles.models import Article

TEXT = ".ProseMirror[contenteditable]"


def open_editor(page: Page, site: str, body: str = "") -> Article:
    """Sign in, open a new draft of one's own, and let its editor hold this body."""
    writer = make_user(username="reporter")
    story = make_article(creator=writer, body="")
    enter(page, "reporter")
    open_story(page, site, story)
    if body:
        load(page, body)
    return story


def load(page: Page, body: str) -> None:
    page.evaluate("(body) => document.querySelector('[data-editor]').load(body)", body)


def written(page: Page) -> list[str]:
    """The blocks that would be sent now."""
    value: str = page.evaluate(
        """() => {
            const root = document.querySelector("[data-editor]")
            root.flush()
            return root.querySelector("textarea").value
        }"""
    )
    return value.split("\n") if value else []


def named(blocks: list[str]) -> list[tuple[str, str]]:
    """The id of each block and its text."""
    ids = [re.match(r'<\w+ [^>]*?id="([^"]+)"', block) for block in blocks]
    return [
        (found[1] if found else "", re.sub(r"<[^>]+>", "", block))
        for found, block in zip(ids, blocks, strict=True)
    ]


def put_cursor(page: Page, text: str) -> None:
    """Put the cursor behind these words, where they first stand: a selection, as a click would make it."""
    page.evaluate(
        """([selector, text]) => {
            const root = document.querySelector(selector)
            root.focus()
            const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const at = node.data.indexOf(text)
                if (at >= 0 && !node.parentElement.closest("[contenteditable=false]")) {
                    getSelection().collapse(node, at + text.length)
                    return
                }
            }
            throw new Error(`There is no ${text}`)
        }""",
        [TEXT, text],
    )
    # The editor hears of a moved selection a moment later than the page; no hand is quicker than that.
    page.wait_for_timeout(100)


def press(page: Page, *keys: str) -> None:
    """Press keys no faster than a hand."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(60)


def give(
    page: Page, kind: str, *, html: str = "", text: str = "", files: list[dict[str, str]] | None = None
) -> None:
    """Paste this into the editor, or drop it there; a file is {"name", "type", "base64"}."""
    page.evaluate(
        """([selector, kind, html, text, files]) => {
            const root = document.querySelector(selector)
            const data = new DataTransfer()
            if (html) data.setData("text/html", html)
            if (text) data.setData("text/plain", text)
            for (const { name, type, base64 } of files) {
                const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
                data.items.add(new File([bytes], name, { type }))
            }
            const box = root.lastElementChild.getBoundingClientRect()
            const options = { bubbles: true, cancelable: true, clientX: box.left + 5, clientY: box.top + 5 }
            root.dispatchEvent(kind === "paste"
                ? new ClipboardEvent("paste", { ...options, clipboardData: data })
                : new DragEvent("drop", { ...options, dataTransfer: data }))
        }""",
        [TEXT, kind, html, text, files or []],
    )

"""A page as a telephone gets it, measured on the wire: bytes as sent, in Brotli, and what is fetched before a scroll."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.browser.demo_site import watched
from tests.browser.watching import UNCONNECTED, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

    from tests.browser.demo_site import Demo
    from tests.browser.pages import PageType

# Lighthouse's mobile emulation.
TELEPHONE: dict[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
    "has_touch": True,
}
PICTURES = """() => [...document.images].map((img) => ({
  priority: img.getAttribute("fetchpriority"),
  waits: img.getAttribute("loading") === "lazy" && img.getAttribute("decoding") === "async",
  sized: Number(img.getAttribute("width")) > 0 && Number(img.getAttribute("height")) > 0,
  fits: [...img.parentElement.querySelectorAll("source")].every((source) => source.sizes),
  shown: img.currentSrc,
}))"""
PRELOADED = '() => document.querySelectorAll("link[rel=preload][as=image]").length'


@dataclass
class File:
    """One answer: its address, what it is for the browser, and bytes as they came (headers aside)."""

    url: str
    kind: str
    encoding: str
    size: int = 0


@dataclass
class Measured:
    """What a page weighed, with no scroll. `shift` is the sum of its layout shifts."""

    files: list[File] = field(default_factory=list)
    nodes: int = 0
    shift: float = 0.0
    pictures: list[dict[str, Any]] = field(default_factory=list)
    preloads: int = 0
    cookies: int = 0
    warnings: list[str] = field(default_factory=list)

    def size(self, *kinds: str) -> int:
        return sum(file.size for file in self.files if not kinds or file.kind in kinds)

    def encodings(self, *kinds: str) -> set[str]:
        return {file.encoding for file in self.files if file.kind in kinds}

    @property
    def lead(self) -> list[File]:
        """The fetches of the picture that a reader sees first; empty if the page has none."""
        shown = {picture["shown"] for picture in self.pictures if picture["priority"] == "high"}
        return [file for file in self.files if file.url in shown]


def measure(chromium: Browser, demo: Demo, page_type: PageType) -> Measured:
    """Open the page on a telephone with an empty cache, wait until nothing more comes, and measure it."""
    with watched(chromium, demo, **TELEPHONE) as watch:
        page = watch.context.new_page()
        page.add_init_script(UNCONNECTED)
        measured = Measured()
        listen(watch.context.new_cdp_session(page), measured)
        page.on("console", lambda m: measured.warnings.append(m.text) if m.type == "warning" else None)
        visit(page, page_type, page_type.address(demo))
        page.wait_for_load_state("networkidle")
        measured.nodes = page.evaluate("() => document.querySelectorAll('*').length")
        measured.shift = page.evaluate("() => window.layoutShift")
        measured.pictures = page.evaluate(PICTURES)
        measured.preloads = page.evaluate(PRELOADED)
        measured.cookies = len(watch.context.cookies())
    return measured


def listen(session: CDPSession, measured: Measured) -> None:
    """Note every file that the page loads, with its size on the wire less its headers."""
    files: dict[str, File] = {}
    headers: dict[str, int] = {}

    def answered(event: dict[str, Any]) -> None:
        response = event["response"]
        sent = {name.lower(): value for name, value in response["headers"].items()}
        file = File(response["url"], event["type"], sent.get("content-encoding", ""))
        files[event["requestId"]] = file
        headers[event["requestId"]] = response["encodedDataLength"]
        measured.files.append(file)

    def finished(event: dict[str, Any]) -> None:
        number = event["requestId"]
        if number in files:
            files[number].size = int(event["encodedDataLength"]) - headers[number]

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")

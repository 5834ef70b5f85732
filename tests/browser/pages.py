"""The page types of the site: what the matrices walk through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from tests.browser.demo_site import Demo

BLOG = "saltern-mayor-election-night-live"
ARTICLE = "orrin-dry-year-rules-agreed"

PREFIXES = {"en": "", "es": "/es", "ar": "/ar"}


@dataclass(frozen=True)
class PageType:
    """A reader's page. `path` is its address in the demo, or what follows that of the demo story `story`."""

    name: str
    path: str = ""
    story: str = ""
    status: int = 200
    lite: bool = False
    language: str = "en"

    def address(self, demo: Demo) -> str:
        path = (demo.stories[self.story] if self.story else PREFIXES[self.language]) + self.path
        if self.lite and self.story:
            number, slug = path.rstrip("/").split("/")[-2:]
            path = f"{PREFIXES[self.language]}/lite/{number}/{slug}/"
        return demo.url + path


FRONT = PageType("front", "/")
SECTION = PageType("section", "/news/")
STORY = PageType("article", story=ARTICLE)
BREAKING = PageType("breaking", "/breaking/")
SEARCH = PageType("search", "/search/?q=river")
AUTHOR = PageType("author", "/author/mara-ellsworth/")
OPINION = PageType("opinion", story="timetable-is-a-promise-print-it")
GALLERY = PageType("gallery", story="the-northern-railway-end-to-end")
INFOGRAPHIC = PageType("infographic", story="port-ansel-turnout-by-ward")
# With a table, notes and a described graphic in its body.
ANALYSIS = PageType("analysis", story="northern-railway-bill-auditors")
NOT_FOUND = PageType("not found", "/news/no-such-page/", status=404)

LITE_FRONT = PageType("lite front", "/lite/", lite=True)
LITE_SECTION = PageType("lite section", "/lite/news/", lite=True)
LITE_STORY = PageType("lite article", story=ARTICLE, lite=True)
LITE_PAGES = (LITE_FRONT, LITE_SECTION, LITE_STORY)
OFFLINE = PageType("offline", "/offline/")
DEVICE_PAGES = (*(PageType(name, f"/{name}/") for name in ("preferences", "saved", "push")), OFFLINE)
# Without the menus of the others.
SHORT_PAGES = (*LITE_PAGES, OFFLINE)

LIVE_BLOG = PageType("live blog", story=BLOG)

MAIN_PAGES = (FRONT, SECTION, STORY)
# Twelve hours ago the demo's newest stories were there already, whenever it is looked at.
MONTH = f"{datetime.now(UTC) - timedelta(hours=12):%Y/%m}"
OTHER_PAGES = (
    BREAKING,
    SEARCH,
    AUTHOR,
    NOT_FOUND,
    PageType("sub-section", "/news/politics/"),
    PageType("further page of a list", "/latest/?page=2"),
    PageType("section of pictures", "/in-pictures/"),
    PageType("section of videos", "/videos/"),
    PageType("region", "/region/europe/"),
    PageType("tag", "/tag/water/"),
    PageType("authors", "/authors/"),
    PageType("coverages", "/coverage/"),
    PageType("coverage", "/coverage/river-compact/"),
    PageType("most read", "/most-read/"),
    PageType("live TV", "/live/"),
    PageType("live blogs", "/live-blogs/"),
    PageType("corrections", "/corrections/"),
    PageType("page", "/standards/"),
    PageType("accessibility statement", "/accessibility/"),
    PageType("month of a section", f"/news/{MONTH}/"),
    PageType("infographics", "/infographs/"),
    PageType("contact", "/contact/"),
    PageType("thanks for a message", "/contact/sent/"),
    PageType("address that is gone", "/puzzles/", status=410),
    PageType("search without a question", "/search/"),
    PageType("search without a find", "/search/?q=zzyzx&from=2020-01-01&sort=newest"),
    OPINION,
    GALLERY,
    INFOGRAPHIC,
    ANALYSIS,
    PageType("old article", story="tarvand-budget-fourteen-languages"),
    PageType("video", story="the-river-compact-explained"),
    LIVE_BLOG,
    PageType("further page of a live blog", "?page=2", story=BLOG),
    PageType("closed live blog", story="lighthouse-on-the-move-live"),
    PageType("corrected article", story="port-ansel-redesigns-ballot-paper"),
    PageType("withdrawn article", story="translation-earpiece-trial-withdrawn", status=410),
    PageType("gone article", story="lake-tamsa-level-forecast-gone", status=410),
)
READER_PAGES = (*MAIN_PAGES, *OTHER_PAGES, *LITE_PAGES, *DEVICE_PAGES)

# What is called otherwise in the other editions: parts of addresses, and stories. All else has one name in each.
CALLED = {
    "es": {
        "/news/politics/": "/noticias/politica/",
        "/news/": "/noticias/",
        "/in-pictures/": "/en-imagenes/",
        "/infographs/": "/infografias/",
        "/videos/": "/articulos/opinion/",
        "/region/europe/": "/region/europa/",
        "/tag/water/": "/tag/agua/",
        "/coverage/river-compact/": "/coverage/pacto-del-rio/",
        "?q=river": "?q=r%C3%ADo",
        ARTICLE: "orrin-reglas-ano-seco",
        "timetable-is-a-promise-print-it": "devuelvannos-la-sobremesa",
        "the-northern-railway-end-to-end": "feria-de-semillas-de-wayra",
        "port-ansel-turnout-by-ward": "a-donde-va-el-pasaje-de-bus",
        "northern-railway-bill-auditors": "panaderas-que-empiezan-a-medianoche",
    },
    "ar": {
        "/news/politics/": "/أخبار/سياسة/",
        "/news/": "/أخبار/",
        "/in-pictures/": "/بالصور/",
        "/infographs/": "/إنفوغراف/",
        "/videos/": "/مقالات/رأي/",
        "/author/mara-ellsworth/": "/author/مارا-إلزوورث/",
        "/region/europe/": "/region/أوروبا/",
        "/tag/water/": "/tag/المياه/",
        "/coverage/river-compact/": "/coverage/ميثاق-النهر/",
        "?q=river": "?q=نهر",
        ARTICLE: "حكومات-أورين-تتفق-على-قواعد-سنوات-الجفاف",
        "timetable-is-a-promise-print-it": "دفاعا-عن-الهمزة",
        "the-northern-railway-end-to-end": "بالصور-ليلة-في-سوق-سارافيل",
        "port-ansel-turnout-by-ward": "ستة-خزانات-وسنة-جافة",
        "northern-railway-bill-auditors": "مع-رعاة-النحل-900-كيلومتر",
    },
}
# The stories of `fuller`.
FILLED = {
    "tarvand-budget-fourteen-languages": "old",
    "the-river-compact-explained": "film",
    BLOG: "live",
    "lighthouse-on-the-move-live": "over",
    "port-ansel-redesigns-ballot-paper": "corrected",
    "translation-earpiece-trial-withdrawn": "withdrawn",
    "lake-tamsa-level-forecast-gone": "gone",
}


def in_language(page_type: PageType, language: str) -> PageType:
    """The page type in another edition of the demo."""
    if language == "en":
        return page_type
    path, called = page_type.path, CALLED[language]
    for part in called:
        if part in path:
            path = path.replace(part, called[part])
            break
    own = FILLED.get(page_type.story)
    story = f"{language}-{own}" if own else called.get(page_type.story, "")
    return replace(page_type, path=path, story=story, language=language)


# Redirects are of one host's addresses: none in the demo is of another edition.
ONLY_ENGLISH = ("address that is gone",)
ALL_LANGUAGES = {
    language: tuple(
        in_language(page_type, language)
        for page_type in READER_PAGES
        if language == "en" or page_type.name not in ONLY_ENGLISH
    )
    for language in PREFIXES
}


@dataclass(frozen=True)
class Screen:
    """A desk screen as `username` sees it; `follow` leads from there to the first row of a list, `below` to its page."""

    name: str
    path: str
    username: str = "admin"
    follow: bool = False
    below: str = ""
    status: int = 200


# What readers write is nobody's to add.
SENT = ("pages.contactmessage",)
# The desk sees how many devices there are, and none of them.
COUNTED = ("push.subscription",)
STORY_LIST = Screen("story list", "/admin/articles/article/", "editor")
STORY_FORM = Screen("story form", "/admin/articles/article/", "editor", follow=True)
BOARD = Screen("board", "/admin/board/", "editor")


def desk_screens() -> list[Screen]:
    """Every screen of the desk: those of each model in its rooms, and those of its own."""
    # Here, because the bench asks for readers' pages alone and sets Django up for nothing.
    from newsroom.desk.site import ROOMS

    screens = [
        Screen("sign in", "/admin/login/", username=""),
        Screen("today", "/admin/", "editor"),
        Screen("today of a journalist", "/admin/", "journalist"),
        Screen("story of a journalist", "/admin/articles/article/", "journalist", follow=True),
        BOARD,
        Screen("board of a journalist, narrowed", "/admin/board/?kind=story&whose=nobody", "journalist"),
        Screen("my account", "/admin/me/", "journalist"),
        Screen("own password", "/admin/password_change/", "journalist"),
        Screen("no such screen", "/admin/no-such-screen/", "editor", status=404),
        Screen("forbidden screen", "/admin/accounts/user/", "journalist", status=403),
    ]
    screens += [
        Screen("import of redirects", "/admin/redirects/redirect/import/"),
        Screen("live blogs", "/admin/live/", "editor"),
        Screen("translations", "/admin/translations/", "editor"),
    ]
    screens += [
        Screen(f"story: {below}", "/admin/articles/article/?status=published", "editor", True, below)
        for below in (
            "history/",
            "changes/",
            "preview/",
            "preview/?view=front",
            "effects/",
            "share/",
            "translate/",
        )
    ]
    for label in [label for _heading, labels in ROOMS for label in labels]:
        name = label.lower()
        start = f"admin:{name.replace('.', '_')}"
        screens.append(Screen(f"list of {name}", reverse(f"{start}_changelist")))
        if name not in COUNTED:
            screens.append(Screen(f"first of {name}", reverse(f"{start}_changelist"), follow=True))
            screens.append(
                Screen(f"new {name}", reverse(f"{start}_add"), status=403 if name in SENT else 200)
            )
    return screens

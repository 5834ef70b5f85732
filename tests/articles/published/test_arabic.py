"""Arabic as readers, feeds, search engines and devices get it: addresses, words of a search, texts of two directions."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from lxml import etree

from articles.editions.directions import direction_of, isolated, led, ordered, ordered_html
from articles.tags.models import TagName
from breaking.push.messages import parcel
from tests.articles.published.pages import get, headlines, json_ld, properties, soup
from tests.breaking.live.making import Blog
from tests.factories import make_alert, make_article, make_author, make_edition, make_section, make_tag

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
RLM, LRM = "\u200f", "\u200e"
# As it is typed: a Latin name first, quotes, digits.
MIXED = "Apple تطلق «iPhone 17» بسعر 999 دولاراً"


def make_story(headline: str = "مؤتمر الأنهار يبدأ", **fields: object) -> Article:
    arabic = make_edition("ar", name="الميريديان")
    section = make_section("أخبار", arabic, name="أخبار")
    return make_article(headline, section=section, published=True, **fields)  # type: ignore[arg-type]


def address_of(story: Article, slug: str = "مؤتمر-الأنهار-يبدأ") -> str:
    """The path with each sign percent-encoded once."""
    return quote(f"/ar/أخبار/{story.pk}/{slug}/")


# Addresses


def test_an_arabic_address_is_the_same_everywhere_and_percent_encoded_once(client: Client) -> None:
    tag = make_tag("Rivers")
    TagName.objects.create(of=tag, edition=make_edition("ar"), name="أنهار", slug="أنهار")
    story = make_story(tags=[tag])
    path = address_of(story)
    page = client.get(path)
    assert page.status_code == 200
    read = soup(page)
    assert read.select_one('link[rel="canonical"]')["href"] == SITE + path  # type: ignore[index]
    assert properties(page)["og:url"] == json_ld(page)[0]["mainEntityOfPage"] == SITE + path
    assert [a["href"] for a in read.select("a.tags__tag")] == [quote("/ar/tag/أنهار/")]
    assert path in {a["href"] for a in soup(client.get("/ar/")).select("main a")}
    for name in ("rss.xml", "atom.xml", "feed.json"):
        assert SITE + path in client.get(quote(f"/ar/أخبار/feed/{name}")).content.decode()
    for name in ("news-ar", "sections-ar"):
        text = client.get(f"/sitemaps/{name}.xml").content.decode()
        assert f"{SITE}{path if name == 'news-ar' else quote('/ar/أخبار/')}</loc>" in text
    # But in the links of networks, which hold the whole address as a part of their own.
    for shared in read.select(".share"):
        shared.extract()
    others = [
        client.get(path).content.decode() for path in ("/ar/", "/sitemaps/news-ar.xml", "/ar/feed/rss.xml")
    ]
    assert all("%25D" not in text for text in (str(read), *others))


def test_a_share_link_gives_the_network_the_very_address_and_headline(client: Client) -> None:
    story = make_story(MIXED)
    slug = "apple-تطلق-iphone-17-بسعر-999-دولارا"
    page = get(client, unquote(address_of(story, story.slug or slug)))
    page = client.get(page["Location"]) if page.status_code == 301 else page
    canonical = str(soup(page).select_one('link[rel="canonical"]')["href"])  # type: ignore[index]
    links = [str(a["href"]) for a in soup(page).select(".share a[href*='//']")]
    asked = {urlsplit(link).hostname: parse_qs(urlsplit(link).query) for link in links}
    assert asked["x.com"] == {"url": [canonical], "text": [MIXED]}
    assert asked["www.facebook.com"] == {"u": [canonical]}
    assert asked["wa.me"] == {"text": [f"{MIXED} {canonical}"]}
    assert canonical.isascii()


def test_a_pushed_alert_leads_to_the_arabic_address() -> None:
    story = make_story()
    alert = make_alert("بدء المؤتمر", editions=[story.edition], article_id=story.pk, is_pushed=True)
    said = json.loads(parcel(alert).for_edition(story.edition.pk))
    assert said["url"] == address_of(story)


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_an_address_typed_with_its_signs_apart_leads_to_the_one_of_whole_signs(
    client: Client, form: str
) -> None:
    tag = make_tag("Conference")
    TagName.objects.create(of=tag, edition=make_edition("ar"), name="مؤتمر", slug="مؤتمر")
    story = make_story(tags=[tag])
    for path in (address_of(story), quote("/ar/tag/مؤتمر/"), quote("/ar/أخبار/")):
        apart = unicodedata.normalize(form, unquote(path))
        assert apart != unquote(path)
        answer = get(client, apart)
        assert (answer.status_code, answer["Location"]) == (301, path)
    assert client.get(path).status_code == 200


# Searching


@pytest.mark.parametrize(
    ("written", "words"),
    [
        *(
            ("الحرب في المدينة", word)
            for word in ("حرب", "الحرب", "بالحرب", "كالحرب", "فالحرب", "للحرب", "الْحَرْبُ")
        ),
        *(("حربٌ طويلة", word) for word in ("حرب", "الحرب", "والحرب", "حـرب")),
        *(("أمطار على إسطنبول", word) for word in ("امطار", "الأمطار", "اسطنبول", "إسطنبول", "أسطنبول")),
        *(("مصطفى في القاهرة", word) for word in ("مصطفي", "مصطفى", "القاهره", "قاهرة")),
        *(("قرآن كريم في مؤتمر هيئات", word) for word in ("قران", "القرآن", "موتمر", "هييات")),
        *((MIXED, word) for word in ("iphone", "IPHONE 17", "دولارا 17 -سامسونغ", "«iPhone»")),
        ("الحَرْبُ العَالَمِيَّة", "العالمية"),
    ],
)
def test_arabic_words_are_found_however_they_are_spelt(client: Client, written: str, words: str) -> None:
    story = make_story(written, standfirst="x", body="<p>x</p>")
    make_story("شيء آخر تماماً", standfirst="x", body="<p>x</p>")
    assert headlines(client.get(f"/ar/search/?q={quote(words)}")) == [story.headline]


# Texts of two directions


@pytest.mark.parametrize(
    ("text", "own", "direction", "plain"),
    [
        (MIXED, "rtl", "rtl", RLM + MIXED),
        ("«Apple» تطلق", "rtl", "rtl", f"{RLM}«Apple» تطلق"),
        ("17 iPhone هاتف", "rtl", "rtl", f"{RLM}17 iPhone هاتف"),
        ("إطلاق iPhone 17", "rtl", "rtl", "إطلاق iPhone 17"),
        ("Apple launches", "rtl", "ltr", "Apple launches"),
        ("100 %", "rtl", "rtl", "100 %"),
        ("الجزيرة wins an award", "ltr", "ltr", f"{LRM}الجزيرة wins an award"),
        ("Al Jazeera (الجزيرة) wins", "ltr", "ltr", "Al Jazeera (الجزيرة) wins"),
        ("الجزيرة", "ltr", "rtl", "الجزيرة"),
        ("", "ltr", "ltr", ""),
    ],
)
def test_a_text_runs_as_its_edition_unless_all_of_it_runs_the_other_way(
    text: str, own: str, direction: str, plain: str
) -> None:
    assert (direction_of(text, own), led(text, own)) == (direction, plain)


@pytest.mark.parametrize(
    ("own", "text"),
    [
        # A * stands where the mark is put.
        ("rtl", 'مصدر "CNN*": 3 اختبارات'),
        ("rtl", 'عاجل ثانٍ: "Reuters*" 12%'),
        ("rtl", "CNN*: 3 قتلى وBBC*: 5"),
        ("rtl", "قناة CNN 24*: 3 قتلى"),
        ("rtl", "قالت CNN* – 3 قتلى"),
        ("rtl", "قالت CNN*، 3 قتلى"),
        ("rtl", "شركة Apple* (3 مكاتب)"),
        ("rtl", "صحيفة Café*: 3"),
        ("rtl", "صحيفة Cafe\u0301*: 3"),
        ("rtl", "سعر Brent*: $80"),
        # A name's own number, and one that Latin words follow.
        ("rtl", MIXED),
        ("rtl", "لقاح COVID-19 وطائرة Boeing 737-800"),
        ("rtl", "رابط example.org/?a=3"),
        ("rtl", "فيلم «New York: 24 Hours in Queens»"),
        ("rtl", "هاتف iPhone 17 Pro (256 GB) بسعر"),
        ("rtl", f"شركة Apple* «{LRM}24 Hours» في"),
        # A number that joins nothing: letters or a mark of its own direction stand before it, or another paragraph.
        ("rtl", "أعلنت CNN نتائج 3 دوائر"),
        ("rtl", 'مصدر "CNN\u200f": 3'),
        ("rtl", "مصدر CNN:\n3 قتلى"),
        ("rtl", "CNN: 3 dead"),
        ("ltr", "CNN: 3 dead"),
        ("ltr", "The channel “الجزيرة*”: 3 dead"),
        ("ltr", "The channel “الجزيرة*”: ٣ dead"),
        ("ltr", ""),
    ],
)
def test_a_number_joins_no_run_of_the_other_direction_across_a_sign(own: str, text: str) -> None:
    bare = text.replace("*", "").replace(LRM, "")
    assert ordered(bare, own) == text.replace("*", RLM if own == "rtl" else LRM)
    assert ordered(ordered(bare, own), own) == ordered(bare, own)


@pytest.mark.parametrize(
    "html",
    [
        "<p>قالت <a href='/x/3/'><em>CNN*</em></a>: 3 قتلى</p>",
        "<p>شركة AT&amp;T*: 3 مكاتب</p>",
        "<p>شركة &quot;CNN*&quot;: 3 مكاتب</p>",
        "<p>قالت CNN</p><p>3 قتلى</p>",
        "<p>قالت CNN:<br>3 قتلى</p>",
        "<ul><li>قالت CNN:</li><li>3 قتلى</li></ul>",
        "<p>CNN: 3 dead</p><p>قالت</p>",
    ],
)
def test_marks_are_put_among_the_letters_of_html(html: str) -> None:
    assert ordered_html(html.replace("*", ""), "rtl") == html.replace("*", RLM)


def test_a_name_that_runs_otherwise_is_kept_apart_in_plain_text() -> None:
    assert isolated("Meridian", "rtl") == "\u2068Meridian\u2069"
    assert isolated("الميريديان", "rtl") == "الميريديان"


def test_a_headline_that_begins_with_a_latin_name_runs_from_right_to_left(
    client: Client, site_clock: SiteClock
) -> None:
    story = make_story(MIXED, standfirst=f"BBC: {MIXED}", by=make_author("Mara Ellsworth"))
    alert = make_alert(MIXED, editions=[story.edition], public_from=site_clock.now)
    front = soup(client.get("/ar/"))
    assert front.html is not None
    assert front.html["dir"] == "rtl"
    # A card says nothing of its own: it runs as the page.
    card = front.select_one(".card__headline")
    assert card is not None
    assert (card.get_text(strip=True), card.select("[dir], bdi")) == (MIXED, [])
    words = front.select_one(f'.ticker [data-alert="{alert.pk}"] bdi')
    assert (words["dir"], words.get_text()) == ("rtl", MIXED)  # type: ignore[index, union-attr]
    page = soup(client.get(client.get(f"/ar/x/{story.pk}/")["Location"]))
    for part in ("h1", ".title-block__standfirst"):
        assert page.select_one(part)["dir"] == "rtl"  # type: ignore[index]
    assert page.title is not None
    assert page.title.get_text() == f"{MIXED} | الميريديان"
    lite = soup(client.get("/ar/lite/")).select_one("main li bdi")
    assert (lite["dir"], lite.get_text()) == ("rtl", MIXED)  # type: ignore[index, union-attr]
    listed = soup(client.get("/ar/breaking/")).select_one(f"#alert-{alert.pk} bdi")
    assert listed["dir"] == "rtl"  # type: ignore[index]


def test_a_headline_in_latin_letters_alone_runs_from_left_to_right_among_arabic_ones(client: Client) -> None:
    story = make_story("Hello, world!")
    page = soup(client.get(client.get(f"/ar/x/{story.pk}/")["Location"]))
    assert page.select_one("h1")["dir"] == "ltr"  # type: ignore[index]


def test_posts_of_a_live_blog_run_as_its_edition(client: Client) -> None:
    arabic = make_edition("ar")
    blog = Blog("المؤتمر مباشرة", section=make_section("akhbar", arabic), edition=arabic)
    blog.post(f"<p>{MIXED}</p>", headline=f"BBC: {MIXED}", is_key=True)
    page = soup(client.get(client.get(f"/ar/x/{blog.pk}/")["Location"]))
    for part in (".post__headline", ".post__body", ".keys__link [dir]"):
        assert page.select_one(part)["dir"] == "rtl"  # type: ignore[index]


def test_scripts_and_devices_that_guess_by_the_first_letter_guess_right(
    client: Client, site_clock: SiteClock
) -> None:
    arabic = make_edition("ar", name="Meridian العربية")
    alert = make_alert(MIXED, editions=[arabic], public_from=site_clock.now, is_pushed=True)
    [line] = client.get("/ar/breaking.json").json()["alerts"]
    assert line["text"] == RLM + MIXED
    said = json.loads(parcel(alert).for_edition(arabic.pk))
    assert (said["title"], said["body"]) == (f"{RLM}Meridian العربية", RLM + MIXED)
    assert (said["lang"], said["dir"]) == ("ar", "rtl")
    correction = make_alert("تصحيح السعر", editions=[arabic], corrects=alert, is_pushed=True)
    said = json.loads(parcel(correction).for_edition(arabic.pk))
    assert "\u2068Meridian العربية\u2069" in said["title"]
    assert said["body"] == "تصحيح السعر"


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "feed.json"])
def test_a_feed_says_how_its_stories_run(client: Client, name: str) -> None:
    make_story(MIXED, standfirst="موجز", body="<p>BBC: أعلنت</p>")
    answer = client.get(f"/ar/feed/{name}").content
    if name == "feed.json":
        item = json.loads(answer)["items"][0]
        title, summary, html = item["title"], item["summary"], item["content_html"]
    else:
        root = etree.fromstring(answer)
        item = next(e for e in root.iter() if etree.QName(e).localname in ("item", "entry"))
        found = {etree.QName(e).localname: e.text for e in item}
        title, summary = found["title"], found.get("summary", found.get("description"))
        html = found.get("encoded", found.get("content"))
    assert (title, summary) == (RLM + MIXED, "موجز")
    assert re.sub(' id="[^"]+"', "", html) == '<div lang="ar" dir="rtl"><p>BBC: أعلنت</p></div>'


QUOTED = 'مصدر "CNN": 3 اختبارات'
SEEN = f'مصدر "CNN{RLM}": 3 اختبارات'


def test_a_number_after_a_latin_name_is_parted_from_it_wherever_readers_get_the_text(
    client: Client, site_clock: SiteClock
) -> None:
    linked = QUOTED.replace("CNN", '<a href="https://example.org/3">CNN</a>')
    story = make_story(QUOTED, standfirst=QUOTED, body=f"<p>{linked}</p><p>{'كلمة ' * 60}</p>")
    alert = make_alert(
        QUOTED, editions=[story.edition], public_from=site_clock.now, is_pushed=True, level="flash"
    )
    front = soup(client.get("/ar/"))
    for place in (".card__headline", f'.ticker [data-alert="{alert.pk}"] bdi', ".flash bdi"):
        assert front.select_one(place).get_text(strip=True) == SEEN, place  # type: ignore[union-attr]
    assert client.get("/ar/breaking.json").json()["alerts"][0]["text"] == SEEN
    assert json.loads(parcel(alert).for_edition(story.edition.pk))["body"] == SEEN
    answer = client.get(client.get(f"/ar/x/{story.pk}/")["Location"])
    page = soup(answer)
    for place in ("h1", ".title-block__standfirst"):
        assert page.select_one(place).get_text(strip=True) == SEEN  # type: ignore[union-attr]
    assert json_ld(answer)[0]["headline"] == properties(answer)["og:title"] == SEEN
    assert page.title is not None
    assert page.title.get_text().startswith(SEEN)
    feed = client.get("/ar/feed/feed.json").json()["items"][0]
    assert (feed["title"], feed["summary"]) == (SEEN, SEEN)
    assert page.select_one(".body p").get_text() == SEEN  # type: ignore[union-attr]
    assert f'"<a href="https://example.org/3">CNN{RLM}</a>": 3' in feed["content_html"]
    assert SEEN in client.get("/sitemaps/news-ar.xml").content.decode()
    story.refresh_from_db()
    alert.refresh_from_db()
    assert {story.headline, story.standfirst, alert.text} == {QUOTED}
    assert headlines(client.get(f"/ar/search/?q={quote('CNN اختبارات')}")) == [SEEN]


def test_the_headline_of_a_post_is_parted_so_too(client: Client) -> None:
    arabic = make_edition("ar")
    blog = Blog("المؤتمر مباشرة", section=make_section("akhbar", arabic), edition=arabic)
    blog.post(f"<p>{QUOTED}</p>", headline=QUOTED, is_key=True)
    answer = client.get(client.get(f"/ar/x/{blog.pk}/")["Location"])
    for place in (".post__headline", ".keys__link [dir]"):
        assert soup(answer).select_one(place).get_text(strip=True) == SEEN  # type: ignore[union-attr]
    [update] = json_ld(answer)[0]["liveBlogUpdate"]
    assert (update["headline"], update["articleBody"]) == (SEEN, SEEN)
    assert soup(answer).select_one(".post__body p").get_text() == SEEN  # type: ignore[union-attr]

"""How an edition writes dates and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from articles.editions.figures import browser_locale, html_in_digits, written
from articles.editions.languages import check_language, runs_right_to_left
from articles.published.templatetags.newsroom import zone_name
from tests.articles.published.pages import soup
from tests.factories import make_article, make_edition, make_section

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock


@dataclass
class Style:
    language: str = "ar"
    month_names: str = ""
    digits: str = "latn"


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style(), "الاثنين 5 يناير 2026"),
        (Style(month_names="gulf"), "الاثنين 5 يناير 2026"),
        (Style(month_names="levantine"), "الاثنين 5 كانون الثاني 2026"),
        (Style(month_names="levantine", digits="arab"), "الاثنين ٥ كانون الثاني ٢٠٢٦"),
        (Style("es"), "lunes 5 enero 2026"),
        (Style("fr"), "lundi 5 janvier 2026"),
    ],
)
def test_a_date_has_the_months_and_digits_of_its_edition(style: Style, expected: str) -> None:
    with translation.override(style.language):
        assert written(date(2026, 1, 5), "l j F Y", style) == expected


@pytest.mark.parametrize("letter", ["F", "M", "N", "E", "b"])
def test_months_by_other_names_have_no_short_forms(letter: str) -> None:
    at = datetime(2026, 11, 5, 14, 3, tzinfo=UTC)
    with translation.override("ar"):
        text = written(at, f"j {letter} Y، H:i", Style(month_names="levantine"))
    assert text == "5 تشرين الثاني 2026، 14:03"


def test_digits_are_exchanged_in_text_and_not_in_tags_and_references() -> None:
    html = '<a href="/?page=2" class="h2">Page 2 &#39;10&#39;</a>'
    assert (
        html_in_digits(html, Style(digits="arab")) == '<a href="/?page=2" class="h2">Page ٢ &#39;١٠&#39;</a>'
    )
    assert html_in_digits(html, Style()) == html


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (Style("en"), "en-u-ca-gregory-nu-latn"),
        (Style("pt-BR"), "pt-BR-u-ca-gregory-nu-latn"),
        (Style(month_names="levantine"), "ar-JO-u-ca-gregory-nu-latn"),
        (Style(month_names="gulf", digits="arab"), "ar-AE-u-ca-gregory-nu-arab"),
    ],
)
def test_scripts_are_told_how_dates_are_written(style: Style, expected: str) -> None:
    assert browser_locale(style) == expected


@pytest.mark.parametrize(
    ("tag", "is_rtl"),
    [
        ("ar", True),
        ("fa-IR", True),
        ("ur", True),
        ("he", True),
        ("uz-Arab", True),
        ("fr", False),
        ("ar-Latn", False),
    ],
)
def test_a_language_runs_as_its_script_does(tag: str, is_rtl: bool) -> None:
    check_language(tag)
    assert runs_right_to_left(tag) is is_rtl


@pytest.mark.parametrize("tag", ["", "French", "FR", "fr_FR", "fr-fr", "pt-br", "en-", 'en"><', "x" * 13])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValidationError):
        check_language(tag)


@pytest.mark.django_db
@pytest.mark.usefixtures("site_clock")
def test_a_story_s_page_writes_its_dates_and_counts_as_the_edition_does(
    client: Client, site_clock: SiteClock
) -> None:
    edition = make_edition(
        "ar",
        name="ميريديان",
        time_zone="Asia/Amman",
        date_format="j F Y، H:i",
        long_day_format="l، j F Y",
        month_names="levantine",
        digits="arab",
        reading_wpm=100,
    )
    section = make_section("أخبار", edition)
    body = f"<p>{' '.join(['كلمة'] * 250)} 7</p>"
    story = make_article("خبر 19", edition=edition, section=section, published=True, body=body)
    now = site_clock.now.astimezone(edition.zone)
    page = soup(client.get(f"/ar/أخبار/{story.pk}/{story.slug or 'خبر-19'}/"))
    assert page.html is not None
    assert page.html["data-dates"] == "ar-JO-u-ca-gregory-nu-arab"
    with translation.override("ar"):
        published = page.select_one(".byline time")
        head = page.select_one(".edition-bar__date")
        assert published is not None
        assert head is not None
        expected = {
            f"{written(at, edition.date_format, edition)} UTC+٣" for at in (now, now - timedelta(minutes=1))
        }
        assert zone_name(now, edition) == "UTC+3"
        assert published.get_text() in expected
        assert head.get_text(strip=True) == written(now, "l، j F Y", edition)
    minutes = page.select_one(".minutes-read")
    assert minutes is not None
    assert "٣ " in minutes.get_text()
    # What is an editor's stays as it was typed.
    headline, text = page.select_one("h1"), page.select_one(".body")
    assert headline is not None
    assert text is not None
    assert "19" in headline.get_text()
    assert "7" in text.get_text()

"""What people read: every translation whole, and every word of the scripts out of the page, where gettext wrote it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.test import RequestFactory
from django.utils import formats, translation

from articles.editions.figures import counted
from articles.editions.joining import joined, listed, parted
from newsroom import catalogues
from newsroom.desk.borrowed import WORDS, ScriptWords
from newsroom.desk.templatetags.clocks import ago

SCRIPTS = sorted(Path("static/js").rglob("*.js"))
# Where a script puts words: into what is shown, or into what is read out.
SHOWN = re.compile(
    r"""(?:\.(?:textContent|innerText|innerHTML|title|placeholder|ariaLabel|alt)\s*=(?!=)
    |setAttribute\(\s*["'](?:aria-label|aria-description|title|placeholder|alt)["']\s*,
    |\b(?:createTextNode|confirm|alert|prompt|Option|insertAdjacentText)\(
    |\belement\(\s*"\w+"\s*,\s*"[^"]*"\s*,
    )(?P<value>.*)""",
    re.VERBOSE,
)
# Names of things, which nobody reads.
NAMES = re.compile(
    r"""(?:querySelector|querySelectorAll|closest|matches|getAttribute|getElementById|replace|split|join|createElement
    |addEventListener|localeCompare|slice|get|includes|startsWith|endsWith|at|has)\(\s*["'`][^"'`]*["'`]
    |[=!]==?\s*["'][^"']*["'] | \[["'`][^"'`]*["'`]\] | \[`[^`]*`\] | ["']\w+["']\s+in\b""",
    re.VERBOSE,
)
LITERAL = re.compile(r""""([^"]*)"|'([^']*)'|`([^`]*)`""")


def words_in(script: str) -> list[str]:
    """The literals with letters that a script puts where they are read."""
    found = []
    for shown in SHOWN.finditer(script):
        value = NAMES.sub("", shown["value"])
        for texts in LITERAL.findall(value):
            text = re.sub(r"\$\{[^}]*\}", "", "".join(texts))
            if re.search(r"[^\W\d_]{2,}", text):
                found.append(text)
    return found


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('line.textContent = "Saved just now"', ["Saved just now"]),
        ('button.setAttribute("aria-label", `Take ${name} out`)', ["Take  out"]),
        ('row.append(element("span", "quiet", "none yet"))', ["none yet"]),
        ('part.textContent = bar.value < 100 ? words.sent.replace("%s", bar.value) : ""', []),
        ('part.querySelector("[role=status]").textContent = part.dataset.removed', []),
    ],
)
def test_words_in_a_script_are_found(script: str, expected: list[str]) -> None:
    assert words_in(script) == expected


@pytest.mark.parametrize("path", SCRIPTS, ids=str)
def test_a_script_says_nothing_of_its_own(path: Path) -> None:
    assert words_in(path.read_text()) == []


def catalogue(language: str) -> Catalog:
    return catalogues._read(catalogues.LOCALE / language / "LC_MESSAGES" / "django.po")


@pytest.mark.parametrize(("language", "forms"), [("es", 2), ("ar", 6)])
def test_a_catalogue_has_every_plural_form(language: str, forms: int) -> None:
    plurals = [message.string for message in catalogue(language) if isinstance(message.id, tuple)]
    assert len(plurals) > 50
    assert {len(texts) for texts in plurals} == {forms}
    assert all(all(texts) for texts in plurals)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_no_translation_is_fuzzy(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


FAULTY = [
    ('msgstr "Retirar a Ana"', "loses or adds a placeholder or tag"),
    ('msgstr "Retirar %(name)s %(text)s"', "loses or adds a placeholder or tag"),
    ('msgstr "Retirar <b>%(name)s</b>"', "loses or adds a placeholder or tag"),
    ('#, fuzzy\nmsgstr "Retirar %(name)s"', "has no translation"),
    ('msgstr "Retirar %(name)s"', ""),
]


@pytest.mark.parametrize(("translated", "fault"), FAULTY)
def test_a_translation_that_loses_a_placeholder_is_told(tmp_path: Path, translated: str, fault: str) -> None:
    for folder in catalogues.SOURCES:
        (tmp_path / folder).mkdir()
    (tmp_path / "articles" / "verbs.py").write_text('_("Withdraw %(name)s")\n')
    source = tmp_path / "locale" / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    comment, _, rest = translated.rpartition("\n")
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source.write_text(head + (f"{comment}\n" if comment else "") + f'msgid "Withdraw %(name)s"\n{rest}\n')
    lines = catalogues.missing(tmp_path / "locale", tmp_path)
    assert lines == ([f"es: 'Withdraw %(name)s' {fault}"] if fault else [])


def test_arabic_counts_in_six_forms() -> None:
    now = datetime.now(UTC) - timedelta(seconds=5)
    spans = {1: 60, 2: 120, 5: 300, 11: 660, 100: 6000}
    with translation.override("ar"):
        said = {number: ago(now - timedelta(seconds=span)) for number, span in spans.items()}
    assert said == {
        1: "قبل دقيقة",
        2: "قبل دقيقتين",
        5: "قبل 5 دقائق",
        11: "قبل 11 دقيقة",
        100: "قبل 100 دقيقة",
    }


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("en", ["Ana"], "Ana"),
        ("en", ["Ana", "Bo", "Cy"], "Ana, Bo and Cy"),
        ("es", ["Ana", "Bo", "Cy"], "Ana, Bo y Cy"),
        ("es", ["Ana", "Inés"], "Ana e Inés"),
        ("es", ["Ana", "Hilario"], "Ana e Hilario"),
        ("es", ["Ana", "Hierro"], "Ana y Hierro"),
        ("es", ["Ana", "Yolanda"], "Ana y Yolanda"),
        ("ar", ["سارة", "عمر", "ليلى"], "سارة، عمر وليلى"),
        ("en", [], ""),
    ],
)
def test_names_are_joined_as_the_language_joins_them(language: str, names: list[str], said: str) -> None:
    with translation.override(language):
        assert joined(names) == said
        assert "".join(before + name for before, name in parted(names)) == said


def test_a_list_of_names_has_the_comma_of_the_language() -> None:
    with translation.override("ar"):
        assert listed(["سارة", "عمر"]) == "سارة، عمر"


@pytest.mark.parametrize(
    ("language", "format", "said"),
    [
        ("en", "l j F Y", "Thursday 26 November 2026"),
        ("es", "l j F Y", "jueves, 26 de noviembre de 2026"),
        ("ar", "l j F Y", "الخميس، 26 نوفمبر 2026"),
        ("es", "j M Y H:i", "26 nov 2026 14:05"),
        ("es", "F Y", "noviembre de 2026"),
    ],
)
def test_a_date_is_written_in_the_order_of_the_language(language: str, format: str, said: str) -> None:
    with translation.override(language):
        assert (
            formats.date_format(datetime(2026, 11, 26, 14, 5, tzinfo=UTC), translation.gettext(format))
            == said
        )


@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_translated_format_of_dates_has_the_parts_of_the_english_one(language: str) -> None:
    of_month = str.maketrans("MbNE", "FFFF")
    dates = {
        message.id: re.sub(r"\\.", "", message.string)
        for message in catalogue(language)
        if isinstance(message.id, str) and re.fullmatch(r"[a-zA-Z](\W+[a-zA-Z])+", message.id)
    }
    assert len(dates) > 5
    for english, translated in dates.items():
        both = [re.sub(r"\W", "", text).translate(of_month) for text in (english, translated)]
        assert both[0] == both[1], english


@pytest.mark.parametrize(
    ("language", "said"), [("en", "12,345"), ("es", "12\u00a0345"), ("ar", "12,345"), ("fr", "12\u00a0345")]
)
def test_a_number_has_its_thousands_apart(language: str, said: str) -> None:
    with translation.override(language):
        assert counted(12345) == said


@pytest.mark.parametrize(("language", "day", "short"), [("ar", "الأحد", "أحد"), ("es", "domingo", "dom")])
def test_the_picker_of_dates_names_days_in_the_language(language: str, day: str, short: str) -> None:
    with translation.override(language):
        script = ScriptWords.as_view()(RequestFactory().get("/admin/jsi18n/")).content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\n  \});", script, re.DOTALL)[1])  # type: ignore[index]
    assert words["Sunday"].casefold() == day
    assert words["abbrev. day Sunday\x04Sun"].casefold() == short
    assert words["Today"] != "Today"


@pytest.mark.parametrize("language", ["es", "ar"])
def test_what_django_says_of_accounts_is_translated(language: str) -> None:
    english = [str(word) for word in WORDS[:10]]
    with translation.override(language):
        assert [word for word in english if translation.gettext(word) == word] == []

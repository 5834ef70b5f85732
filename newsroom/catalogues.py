"""The translations' catalogues, collected and compiled with Babel: no gettext tools to install.

python -m newsroom.catalogues compile     locale/*/LC_MESSAGES/*.po into .mo
python -m newsroom.catalogues collect     the code's and templates' strings into the .po files
python -m newsroom.catalogues check       exit 1 if a string has no translation, lacks a plural form, or loses a placeholder
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = ("articles", "breaking", "newsroom", "templates")
METHODS = [
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**.html", "newsroom.catalogues:extract_template"),
    ("**.txt", "newsroom.catalogues:extract_template"),
]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT = "Translators:"
# What a translation must keep: what is filled in, by Python or by a script, and tags.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[sdn%]|\{\w+\}|</?\w+[^>]*>")


def extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Yield the strings of a Django template, as Babel's extractors do: line, function, messages, comments."""
    # What is left of a template are its gettext calls, each on its own line. Python reads no indentation there.
    code = "\n".join(line.strip() for line in templatize(file.read().decode()).split("\n"))
    yield from extract_python(io.BytesIO(code.encode()), keywords, comment_tags, options)


def collect(root: Path = ROOT) -> Catalog:
    """Return all strings of the code and the templates below `root`, with the places where they stand."""
    catalogue = Catalog(project="Newsroom", charset="utf-8")
    for folder in SOURCES:
        found = extract_from_dir(root / folder, METHODS, keywords=KEYWORDS, comment_tags=(COMMENT,))
        for name, line, message, comments, context in found:
            catalogue.add(
                message, locations=[(f"{folder}/{name}", line)], auto_comments=comments, context=context
            )
    return catalogue


def catalogues(folder: Path = LOCALE) -> list[Path]:
    """Return the .po files of all languages."""
    return sorted(folder.glob("*/LC_MESSAGES/*.po"))


def compile_all(folder: Path = LOCALE) -> None:
    """Write the .mo beside each .po that is newer than it; what is fuzzy is left out, so readers get English."""
    for source in catalogues(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        unfinished = target.with_suffix(".mo.new")
        with unfinished.open("wb") as file:
            write_mo(file, _read(source))
        unfinished.replace(target)


def update_all(folder: Path = LOCALE, root: Path = ROOT) -> None:
    """Bring every .po to the strings of the code; translations stay, strings that are gone are dropped."""
    strings = collect(root)
    for source in catalogues(folder):
        catalogue = _read(source)
        catalogue.update(strings, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with source.open("wb") as file:
            write_po(file, catalogue, width=110, omit_header=False, include_lineno=False)


def missing(folder: Path = LOCALE, root: Path = ROOT) -> list[str]:
    """Return a line for each string that a catalogue lacks, has without a translation, or has with a faulty one."""
    strings = [message for message in collect(root) if message.id]
    lines = []
    for source in catalogues(folder):
        catalogue = _read(source)
        for message in strings:
            fault = _fault(message, catalogue.get(message.id, message.context), catalogue.num_plurals)
            if fault:
                lines.append(f"{source.parent.parent.name}: {_texts(message.id)[0]!r} {fault}")
    return lines


def _fault(message: Message, found: Message | None, forms: int) -> str:
    """What is wrong with the translation of a string; "" if nothing is."""
    if found is None or found.fuzzy or not all(_texts(found.string)):
        return "has no translation"
    asked, texts = Counter(KEPT.findall(_texts(message.id)[-1])), _texts(found.string)
    if not isinstance(message.id, str) and len(texts) != forms:
        return f"has {len(texts)} of {forms} plural forms"
    given = [Counter(KEPT.findall(text)) for text in texts]
    # “A minute ago” may leave out its number where that has a name, but not the form for most numbers. None may have more.
    lost = {kept for form in given for kept in asked - form}
    if (
        given[-1] != asked
        or any(form - asked for form in given)
        or not all(kept[:2] == "%(" for kept in lost)
    ):
        return "loses or adds a placeholder or tag"
    return ""


def _texts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name)


def main(arguments: list[str]) -> int:
    """Run one of the three actions and return the exit status."""
    match arguments:
        case ["compile"]:
            compile_all()
        case ["collect"]:
            update_all()
        case ["check"]:
            lines = missing()
            print("\n".join(lines[:20]) or f"{len(catalogues())} catalogues are complete.")
            return 1 if lines else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

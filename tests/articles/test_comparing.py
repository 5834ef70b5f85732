"""Two texts side by side: both can be read off the difference, nodes are shown as what they are, the cost is bounded."""

from __future__ import annotations

import resource
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body.blocks import blocks
from articles.body.cleaning import clean_body
from articles.comparing.bodies import compare_bodies, stretches
from articles.comparing.contents import Comparison, compare
from articles.comparing.lines import Fate, part_of
from articles.comparing.names import Names, names_of
from articles.comparing.words import Budget, Op, compare_words, plain_tokens
from articles.merging import merge, parts
from articles.models import Correction, Source
from articles.revisions import Content, load, snapshot
from tests.factories import (
    make_article,
    make_author,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from articles.comparing.bodies import BlockChange

ROOT = Path(__file__).resolve().parents[2]
WORDS = st.lists(
    st.sampled_from(
        ["the", "river", "rose", "fell.", "don’t", "1,000", "“Yes,”", "نهر", "हिन्दी", "河水", "a-b", "x"]
    ),
    max_size=30,
).map(" ".join)
PARAGRAPHS = st.lists(WORDS.filter(bool), max_size=8)
BASE = [f"Paragraph {number} says what it says." for number in range(12)]


def block_id(place: int, letter: str = "a") -> str:
    return f"b-{letter * 6}{'abcdefgh'[place // 8]}{'abcdefgh'[place % 8]}"


def body_of(texts: list[str]) -> str:
    """A body whose blocks have the ids of their places."""
    return "\n".join(f'<p id="{block_id(place)}">{text}</p>' for place, text in enumerate(texts))


def changes(old: str, new: str, names: Names | None = None) -> list[BlockChange]:
    return compare_bodies(old, new, names or Names(), Budget())


def only(old: str, new: str, names: Names | None = None) -> BlockChange:
    (found,) = [change for change in changes(old, new, names) if change.is_changed]
    return found


# Words


@given(WORDS, WORDS)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_what_is_equal_or_deleted_is_the_old_text_and_what_is_equal_or_inserted_the_new(
    old: str, new: str
) -> None:
    pieces = compare_words(plain_tokens(old), plain_tokens(new), Budget())
    assert "".join(p.text for p in pieces if p.op != Op.INSERT).strip() == old
    assert "".join(p.text for p in pieces if p.op != Op.DELETE).strip() == new
    assert all(one.op != other.op for one, other in pairwise(pieces))


@given(WORDS)
@settings(max_examples=50, derandomize=True, deadline=None)
def test_a_text_differs_from_itself_in_nothing(text: str) -> None:
    assert all(p.op == Op.EQUAL for p in compare_words(plain_tokens(text), plain_tokens(text), Budget()))


@given(WORDS, WORDS)
@settings(max_examples=50, derandomize=True, deadline=None)
def test_a_text_that_costs_too_much_is_replaced_whole_and_still_says_both(old: str, new: str) -> None:
    pieces = compare_words(plain_tokens(old), plain_tokens(new), Budget(0))
    assert "".join(p.text for p in pieces if p.op != Op.INSERT).strip() == old
    assert "".join(p.text for p in pieces if p.op != Op.DELETE).strip() == new


def shown(old: str, new: str) -> str:
    return "".join(p.html for p in compare_words(plain_tokens(old), plain_tokens(new), Budget())).strip()


def test_one_word_is_marked_and_its_full_stop_is_not() -> None:
    assert shown("Roads shut.", "Roads opened.") == "Roads <del>shut</del> <ins>opened</ins>."


def test_words_that_agree_by_accident_do_not_part_a_sentence_that_was_written_anew() -> None:
    found = shown("Residents of the old town waited", "Nobody in the whole country complained")
    assert (
        found
        == "<del>Residents of the old town waited</del> <ins>Nobody in the whole country complained</ins>"
    )


def test_a_script_without_spaces_is_compared_by_character() -> None:
    assert shown("河水上涨", "河水下降") == "河水<del>上涨</del><ins>下降</ins>"


def test_what_was_typed_is_never_markup() -> None:
    assert shown("a", "<script>") == "<del>a</del> <ins>&lt;script&gt;</ins>"


# Bodies


@given(PARAGRAPHS, PARAGRAPHS)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_both_bodies_can_be_read_off_their_difference(old: list[str], new: list[str]) -> None:
    found = changes(body_of(old), body_of(new))
    before = sorted(change.old.id for change in found if change.old)
    assert before == sorted(block.id for block in blocks(body_of(old)))
    assert [change.new.id for change in found if change.new] == [block.id for block in blocks(body_of(new))]
    for change in found:
        if change.lines:
            assert [line.old for line in change.lines if line.old] == (
                [change.old.text] if change.old else []
            )
            assert [line.new for line in change.lines if line.new] == (
                [change.new.text] if change.new else []
            )


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_blocks_that_changed_places_are_moved_and_no_more_of_them_than_need_be(
    order: list[int], gone: set[int]
) -> None:
    old = body_of(BASE[:8])
    rows = old.split("\n")
    kept = [place for place in order if place not in gone]
    found = changes(old, "\n".join(rows[place] for place in kept))
    stayed = [change.new.id for change in found if change.new and not change.is_moved]
    assert stayed == sorted(stayed)
    assert sum(change.fate == Fate.REMOVED for change in found) == len(gone)
    assert not any(change.fate in (Fate.ADDED, Fate.CHANGED) for change in found)


def test_a_moved_block_is_said_to_be_moved_not_deleted_and_written_again() -> None:
    rows = body_of(BASE[:5]).split("\n")
    moved = only("\n".join(rows), "\n".join([*rows[1:], rows[0]]))
    assert (moved.is_moved, moved.fate, moved.block.text) == (True, Fate.EQUAL, BASE[0])


def test_a_text_that_was_pasted_anew_is_paired_by_what_it_says() -> None:
    edited = [*BASE[:4], BASE[4].replace("says what", "tells what"), *BASE[5:]]
    new = body_of(edited).replace('id="b-aaaa', 'id="b-bbbb')
    found = only(body_of(BASE), new)
    assert (found.fate, found.lines[0].html) == (
        Fate.CHANGED,
        "Paragraph 4 <del>says</del> <ins>tells</ins> what it says.",
    )


def test_long_unchanged_stretches_are_folded_but_for_their_edges() -> None:
    new = body_of([*BASE[:6], "Something else altogether.", *BASE[7:]])
    found = stretches(changes(body_of(BASE), new))
    assert [(len(s.blocks), s.is_folded) for s in found] == [
        (5, True),
        (1, False),
        (1, False),
        (1, False),
        (4, True),
    ]


def test_a_changed_mark_and_a_changed_link_are_changes() -> None:
    old = clean_body('<p>Read <a href="https://a.example/">this</a> first</p>')
    new = old.replace("https://a.example/", "https://b.example/").replace("first", "<strong>first</strong>")
    html = only(old, new).lines[0].html
    assert '<del><a href="https://a.example/">this</a> first</del>' in html
    assert '<ins><a href="https://b.example/">this</a> <strong>first</strong></ins>' in html


def test_a_list_is_compared_by_its_items_and_a_table_by_its_cells() -> None:
    old = clean_body("<ul><li>One</li><li>Two</li></ul><table><tr><td>Week</td><td>1.20</td></tr></table>")
    new = old.replace("Two", "One and a half</p></li><li><p>Two").replace("1.20", "1.05")
    items, table = (change for change in changes(old, new) if change.is_changed)
    assert [(line.fate, line.new) for line in items.lines] == [
        (Fate.EQUAL, "One"),
        (Fate.ADDED, "One and a half"),
        (Fate.EQUAL, "Two"),
    ]
    (row,) = table.rows
    assert [cell.html for cell in row.cells] == ["Week", "<del>1.20</del> <ins>1.05</ins>"]


def test_a_footnote_is_shown_as_its_note() -> None:
    part = part_of(
        '<p id="b-1">Said<span data-news="footnote" data-note="On Tuesday &amp; later."></span> so.</p>'
    )
    assert "".join(token.text for token in part.lines[0].tokens) == " SaidOn Tuesday & later. so."
    assert part.lines[0].tokens[1].ink.note


@pytest.mark.parametrize(
    "html",
    [
        '<figure id="b-1" data-news="gallery" data-images="1,2"><figcaption>Three views</figcaption></figure>',
        '<figure id="b-1" data-news="video" data-url="https://x.example/" data-image-id="3"></figure>',
        '<aside id="b-1" data-news="factbox"><h3>Facts</h3><p>One.</p><ul><li>Two</li></ul></aside>',
        '<aside id="b-1" data-news="timeline"><ol><li><p data-news="when">1998</p><p>Built.</p></li></ol></aside>',
        '<aside id="b-1" data-news="of-tomorrow" data-odd="y"><p>Said.</p></aside>',
    ],
)
def test_a_node_of_any_kind_is_taken_apart_without_being_known(html: str) -> None:
    part = part_of(html)
    assert part.attributes["data-news"] == part.name
    assert all(line.tokens for line in part.lines)


@pytest.mark.django_db
def test_pictures_are_pictures_and_related_stories_have_their_headlines() -> None:
    first, second = make_image(), make_image()
    other = make_article("Dry years on the lower Orrin")
    old = clean_body(
        f'<figure data-news="image" data-image-id="{first.pk}"><figcaption>Seen from the north.</figcaption></figure>'
    )
    new = old.replace(f'"{first.pk}"', f'"{second.pk}"').replace("north", "south")
    new += clean_body(f'<aside data-news="related" data-articles="{other.pk},999999"></aside>')
    names = names_of([{"body": old}, {"body": new}], make_user(), ZoneInfo("UTC"))
    picture, related = changes(old, new, names)
    assert [(p.fate, p.image) for p in picture.pictures] == [(Fate.REMOVED, first), (Fate.ADDED, second)]
    assert [line.html for line in picture.lines] == ["Seen from the <del>north</del> <ins>south</ins>."]
    assert [(s.fate, s.name) for s in related.stories] == [
        (Fate.ADDED, "Dry years on the lower Orrin"),
        (Fate.ADDED, "no. 999999, not to be found"),
    ]


@pytest.mark.django_db
def test_every_node_of_a_body_is_compared_by_what_it_holds() -> None:
    images = [make_image() for _ in range(3)]
    gallery = ",".join(str(image.pk) for image in images[:2])
    old = clean_body(
        f'''<figure data-news="gallery" data-images="{gallery}"><figcaption>Views</figcaption></figure>
        <figure data-news="video" data-url="https://www.youtube.com/watch?v=abcdefghijk"><figcaption>Seen</figcaption></figure>
        <aside data-news="factbox"><h3>Facts</h3><p>One.</p><ul><li>Two</li></ul></aside>
        <aside data-news="timeline"><ol><li><p data-news="when">1998</p><p>Built.</p></li></ol></aside>
        <p>Said<span data-news="footnote" data-note="On Monday."></span> so.</p>'''
    )
    new = old.replace(f'"{gallery}"', f'"{gallery},{images[2].pk}"').replace("Two", "Two and more")
    for before, after in (("abcdefghijk", "abcdefghijl"), ("1998", "1999"), ("On Monday", "On Tuesday")):
        new = new.replace(before, after)
    names = names_of([{"body": old}, {"body": new}], make_user(), ZoneInfo("UTC"))
    found, video, facts, timeline, paragraph = changes(old, new, names)
    assert {change.fate for change in (found, video, facts, timeline, paragraph)} == {Fate.CHANGED}
    assert [(p.fate, p.image) for p in found.pictures] == [
        (Fate.EQUAL, images[0]),
        (Fate.EQUAL, images[1]),
        (Fate.ADDED, images[2]),
    ]
    assert [line.new for fact in video.facts for line in fact.lines] == [
        "https://www.youtube.com/watch?v=abcdefghijl"
    ]
    assert [line.html for line in facts.lines] == ["Facts", "One.", "Two <ins>and more</ins>"]
    assert [(line.line.role, line.html) for line in timeline.lines] == [
        ("when", "<del>1998</del> <ins>1999</ins>"),
        ("p", "Built."),
    ]
    (line,) = paragraph.lines
    assert (line.old, line.new) == ("SaidOn Monday. so.", "SaidOn Tuesday. so.")


# Contents


def full_contents() -> tuple[Content, Content]:
    """Two contents that differ in every field."""
    editor = make_user("editor")
    story = make_article(
        by=make_author("Mara Ellsworth"),
        tags=[make_tag("rivers")],
        regions=[make_region("Asia")],
        images=[make_image(caption="One")],
        related=[make_article("Another")],
    )
    Source.objects.create(article=story, name="Agencies")
    Correction.objects.create(article=story, text="It was Tuesday.")
    old = snapshot(story)
    new: Content = {
        **{name: f"new {name}" for name, value in old.items() if isinstance(value, str)},
        "kind": "video",
        "genre": "analysis",
        "body": clean_body("<p>New.</p>"),
        "duration_seconds": 90,
        "is_sensitive": True,
        "embargoed_until": "2026-03-29T01:30:00+00:00",
        "section": make_section("sports").pk,
        "further_sections": [make_section("news").pk],
        "regions": [make_region("Europe").pk],
        "tags": [make_tag("dams").pk],
        "bylines": [{"author": None, "credited_as": "A. Guest", "role": "translator"}],
        "pictures": [
            {"image": make_image().pk, "caption": "Two", "long_description": "Up.", "layout": "wide"}
        ],
        "related": [make_article("A third", creator=editor).pk],
        "sources": [{"name": "Wires", "url": "https://example.org/"}],
        "corrections": [
            {"type": "update", "text": "Later.", "at": "2026-01-01T10:00:00+00:00", "placement": "top"}
        ],
    }
    return old, new


def compared(old: Content, new: Content) -> Comparison:
    return compare(old, new, names_of([old, new], make_user("editor"), ZoneInfo("Europe/Paris")))


@pytest.mark.django_db
def test_every_field_that_differs_is_shown_by_name_and_never_by_number() -> None:
    old, new = full_contents()
    found = compared(old, new)
    assert {change.name for change in found.fields} == set(old) - {"body"}
    said = " ".join(f"{line.old} {line.new}" for change in found.fields for line in change.lines)
    for wanted in (
        *(
            "Mara Ellsworth",
            "translated by A. Guest",
            "rivers",
            "dams",
            "Asia",
            "Europe",
            "Politics",
            "Sports",
        ),
        *("Another", "A third", "Agencies", "Wires https://example.org/", "analysis", "90 seconds"),
        *("29 Mar 2026 03:30 (Europe/Paris)", "It was Tuesday.", "Later."),
    ):
        assert wanted in said
    assert all(picture.image for change in found.fields for picture in change.pictures)


@pytest.mark.django_db
def test_a_text_is_alike_with_itself() -> None:
    old, _new = full_contents()
    assert compared(old, old).is_empty


@pytest.mark.django_db
def test_names_take_as_many_queries_for_ten_stories_as_for_one(django_assert_num_queries: Any) -> None:
    old, new = full_contents()
    user = make_user("editor")
    user.roles()
    for contents in ([old], [old, new]):
        with django_assert_num_queries(6):
            names_of(contents, user, ZoneInfo("UTC"))


@pytest.mark.django_db
def test_a_headline_that_one_may_not_see_is_not_told() -> None:
    secret = make_article("The minister resigns", confidential=True)
    old, new = snapshot(make_article()), snapshot(make_article(related=[secret]))
    names = names_of([old, new], make_user(), ZoneInfo("UTC"))
    said = [line.html for change in compare(old, new, names).fields for line in change.lines]
    assert not any("minister" in line for line in said)
    assert any("not to be found" in line for line in said)


# Three texts

SIDES = st.dictionaries(st.sampled_from(["headline", "kicker", "slug"]), st.sampled_from("abc"))
BODIES = st.lists(st.sampled_from("vwxyz"), min_size=5, max_size=5)


def content(fields: dict[str, str], words: list[str]) -> Content:
    return {**dict.fromkeys(("headline", "kicker", "slug"), ""), **fields, "body": body_of(words)}


@given(SIDES, SIDES, SIDES, BODIES, BODIES, BODIES, st.sampled_from(["mine", "theirs", "both"]))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_whatever_is_chosen_no_block_is_lost_that_nobody_gave_up(
    a: dict[str, str],
    b: dict[str, str],
    c: dict[str, str],
    x: list[str],
    y: list[str],
    z: list[str],
    way: str,
) -> None:
    base, mine, theirs = content(a, x), content(b, y), content(c, z)
    found = parts(base, mine, theirs)
    choices = {part.key: way if way in part.choices else "mine" for part in found}
    joined = merge(base, mine, theirs, choices)
    assert joined.conflicts == ()
    held = [block.text for block in blocks(joined.content["body"])]
    for part in found:
        if part.fate != "conflict" or part.is_block:
            continue
        assert joined.content[part.key] == (theirs if way == "theirs" else mine)[part.key]
    for place in range(5):
        both_changed = y[place] != x[place] and z[place] != x[place] and y[place] != z[place]
        if both_changed:
            wanted = {"mine": [y[place]], "theirs": [z[place]], "both": [z[place], y[place]]}[way]
        else:
            wanted = [z[place] if y[place] == x[place] else y[place]]
        assert held[: len(wanted)] == wanted
        held = held[len(wanted) :]
    assert held == []


def test_without_a_choice_a_conflict_stays_one() -> None:
    base, mine, theirs = (content({"headline": word}, [word]) for word in ("One", "Two", "Three"))
    assert merge(base, mine, theirs).conflicts == ("headline", "body:b-aaaaaaaa")
    assert merge(base, mine, theirs, {"headline": "both"}).conflicts == ("headline", "body:b-aaaaaaaa")


def test_a_line_end_of_another_sort_is_no_change() -> None:
    base, mine, theirs = (content({"kicker": text}, ["x"]) for text in ("a\nb", "a\r\nb", "c"))
    assert merge(base, mine, theirs).content["kicker"] == "c"


@pytest.mark.django_db
def test_both_texts_of_a_block_stand_one_after_the_other_each_with_an_id() -> None:
    base, mine, theirs = (content({}, [word]) for word in ("One", "Two", "Three"))
    joined = merge(base, mine, theirs, {"body:b-aaaaaaaa": "both"}).content
    story = make_article()
    load(story, {**snapshot(story), "body": joined["body"]})
    found = blocks(story.body)
    assert [block.text for block in found] == ["Three", "Two"]
    assert found[0].id == "b-aaaaaaaa"
    assert found[1].id not in ("", found[0].id)


# Cost

CHILD = """
import os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
django.setup()
import random
from articles.comparing.bodies import compare_bodies
from articles.comparing.names import Names
from articles.comparing.words import Budget
rng = random.Random(7)
common = ["the", "of", "and", "river"]
def text(n): return " ".join(rng.choice(common) if rng.random() < 0.4 else f"w{rng.randrange(3000)}" for _ in range(n))
letters = "abcdefghijklmnopqrstuvwxyz"
def name(id, i): return "b-" + letters[id] * 4 + "".join(letters[i // 26**n % 26] for n in range(4))
def body(texts, id): return "\\n".join(f'<p id="{name(id, i)}">{t}</p>' for i, t in enumerate(texts))
old, new = eval(sys.argv[1])
found = compare_bodies(old, new, Names(), Budget())
print(len([line.html for change in found for line in change.lines]))
"""
CASES = {
    "20,000 words, all paragraphs rewritten": "[body([text(60) for _ in range(340)], 1) for _ in range(2)]",
    "20,000 words, rewritten under new ids": "[body([text(60) for _ in range(340)], i) for i in range(2)]",
    "20,000 words in one paragraph": "[body([text(20000)], 1) for _ in range(2)]",
    "one word 20,000 times": "[body(['a ' * 20000], 1), body(['a b ' * 10000], 1)]",
    "as many paragraphs as may be, turned round": "(lambda t: [body(t, 1), '\\n'.join(body(t, 1).split('\\n')[::-1])])"
    "([f'p{i}' for i in range(24000)])",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_comparison_stays_within_its_time(case: str) -> None:
    def limit() -> None:
        # Start-up takes most of it; a comparison took 1.5 seconds at worst when this was written.
        resource.setrlimit(resource.RLIMIT_CPU, (15, 15))

    done = subprocess.run(
        [sys.executable, "-c", CHILD, case],
        cwd=ROOT,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]

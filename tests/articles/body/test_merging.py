"""Two changes of one body, joined by block; two bodies, compared by word."""

import pytest

from articles.body.merging import Op, Span, merge, word_diff


def para(letter: str, text: str) -> str:
    return f'<p id="b-{letter * 8}">{text}</p>'


def body(*parts: str) -> str:
    return "\n".join(parts)


A, B, C, D = (
    para("a", "The river rose."),
    para("b", "Roads shut."),
    para("c", "Trains ran."),
    para("d", "New."),
)
BASE = body(A, B, C)


def test_changes_to_different_blocks_are_both_taken() -> None:
    mine, theirs = para("a", "The river fell."), para("c", "Trains stopped.")
    result = merge(BASE, body(mine, B, C), body(A, B, theirs))
    assert (result.body, result.conflicts) == (body(mine, B, theirs), ())


def test_one_block_changed_twice_is_a_conflict_that_keeps_mine() -> None:
    mine, theirs = para("a", "It fell."), para("a", "It stood.")
    result = merge(BASE, body(mine, B, C), body(theirs, B, C))
    assert result.body == body(mine, B, C)
    assert [(one.base, one.mine, one.theirs) for one in result.conflicts] == [(A, mine, theirs)]


def test_the_same_change_twice_is_no_conflict() -> None:
    mine = body(para("a", "It fell."), B, C)
    assert merge(BASE, mine, mine).conflicts == ()


def test_a_block_deleted_by_one_side_goes() -> None:
    assert merge(BASE, body(A, C), BASE).body == body(A, C)
    assert merge(BASE, BASE, body(A, C)).body == body(A, C)


def test_a_block_deleted_here_and_changed_there_stays_as_a_conflict() -> None:
    changed = para("b", "Roads opened.")
    for mine, theirs in ((body(A, C), body(A, changed, C)), (body(A, changed, C), body(A, C))):
        result = merge(BASE, mine, theirs)
        assert result.body == body(A, changed, C)
        assert len(result.conflicts) == 1


def test_an_addition_follows_what_it_followed() -> None:
    assert merge(BASE, body(B, C), body(A, B, D, C)).body == body(B, D, C)
    assert merge(BASE, BASE, body(D, A, B, C)).body == body(D, A, B, C)


def test_a_move_by_either_side_holds() -> None:
    moved = body(C, A, B)
    assert merge(BASE, moved, body(A, para("b", "x"), C)).body == body(C, A, para("b", "x"))
    assert merge(BASE, body(A, para("b", "x"), C), moved).body == body(C, A, para("b", "x"))


def test_a_changed_word_is_found_in_its_block() -> None:
    assert word_diff(BASE, body(A, para("b", "Roads opened."), C)) == [
        Span(Op.EQUAL, "The river rose.\nRoads"),
        Span(Op.DELETE, "shut."),
        Span(Op.INSERT, "opened."),
        Span(Op.EQUAL, "\nTrains ran.\n"),
    ]


def test_a_changed_footnote_is_found_where_it_stands() -> None:
    noted = '<p id="b-eeeeeeee">It rose<span data-news="footnote" data-note="{}"></span> fast.</p>'
    assert word_diff(noted.format("So far"), noted.format("At last")) == [
        Span(Op.EQUAL, "It"),
        Span(Op.DELETE, "rose[So far]"),
        Span(Op.INSERT, "rose[At last]"),
        Span(Op.EQUAL, "fast.\n"),
    ]


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        ('<figure data-news="gallery" data-images="4,7"></figure>', "[gallery 4, 7]"),
        (
            '<figure data-news="video" data-url="https://vimeo.com/1" data-image-id="4"></figure>',
            "[video https://vimeo.com/1, 4]",
        ),
        ('<figure data-news="embed" data-url="https://vimeo.com/1"></figure>', "[embed https://vimeo.com/1]"),
    ],
)
def test_a_node_without_words_is_named_by_what_it_shows(node: str, shown: str) -> None:
    assert word_diff("", node) == [Span(Op.INSERT, f"{shown}\n")]


def test_a_fact_box_and_a_timeline_are_compared_word_by_word() -> None:
    box = '<aside id="b-eeeeeeee" data-news="factbox"><h3>The river</h3><p>It is {}.</p></aside>'
    assert word_diff(box.format("long"), box.format("wide")) == [
        Span(Op.EQUAL, "The river\nIt is"),
        Span(Op.DELETE, "long."),
        Span(Op.INSERT, "wide."),
        Span(Op.EQUAL, "\n"),
    ]


def test_a_node_is_one_word() -> None:
    picture = '<figure id="b-eeeeeeee" data-news="image" data-image-id="{}"><figcaption>A boat</figcaption></figure>'
    assert word_diff(picture.format(4), picture.format(5)) == [
        Span(Op.DELETE, "[image 4] A boat"),
        Span(Op.INSERT, "[image 5] A boat"),
        Span(Op.EQUAL, "\n"),
    ]

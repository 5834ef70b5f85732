"""Two changes of one body, joined by block; two bodies, compared by word."""

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


def test_a_node_is_one_word() -> None:
    picture = '<figure id="b-eeeeeeee" data-news="image" data-image-id="{}"><figcaption>A boat</figcaption></figure>'
    assert word_diff(picture.format(4), picture.format(5)) == [
        Span(Op.DELETE, "[image 4] A boat"),
        Span(Op.INSERT, "[image 5] A boat"),
        Span(Op.EQUAL, "\n"),
    ]

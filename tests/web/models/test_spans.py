from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from polybius.web.models.spans import Span, kinds, paragraphs, pieces

text = "The ministry said nine died.\n\nThe front said forty died."
spans = st.lists(
    st.builds(
        Span,
        st.integers(-3, 60),
        st.integers(-3, 70),
        st.sampled_from(kinds),
        st.sampled_from(("a", "b", "c")),
    )
)


@given(spans)
def test_pieces_joined_are_the_text(found: list[Span]) -> None:
    made = pieces(text, found)
    assert "".join(piece.text for piece in made) == text
    assert all(text[p.start : p.end] == p.text for p in made)
    assert "".join(p.text for para in paragraphs(made) for p in para) == text


@given(spans)
def test_each_character_has_the_marks_that_cover_it(found: list[Span]) -> None:
    kept = [s for s in found if 0 <= s.start < s.end <= len(text)]
    for piece in pieces(text, found):
        for at in range(piece.start, piece.end):
            covering = {s.kind for s in kept if s.start <= at < s.end} - {"claim"}
            claims = {s.key for s in kept if s.start <= at < s.end and s.kind == "claim"}
            assert (set(piece.kinds), set(piece.claims)) == (covering, claims)


def test_overlapping_claims_share_the_piece_between() -> None:
    made = pieces("abcdef", [Span(0, 4, "claim", "x"), Span(2, 6, "claim", "y")])
    assert [(p.text, p.claims, p.starting) for p in made] == [
        ("ab", ("x",), ("x",)),
        ("cd", ("x", "y"), ("y",)),
        ("ef", ("y",), ()),
    ]


def test_paragraphs_are_cut_at_empty_lines() -> None:
    made = paragraphs(pieces(text, [Span(0, len(text), "claim", "x")]))
    assert ["".join(p.text for p in para) for para in made] == [
        "The ministry said nine died.\n\n",
        "The front said forty died.",
    ]
    assert made[1][0].starting == ()

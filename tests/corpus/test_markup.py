from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import document
from corpus.markup import MarkupError, Source, read_source

head = "docid: d\ngenre: wire copy\npublished: 2031-05-06\npublisher: P\nlayers: full\n---\n"


def source(tmp_path: Path, body: str) -> Source:
    path = tmp_path / "d.txt"
    path.write_text(head + body, encoding="utf-8")
    return read_source(path)


def test_pieces_nest_and_share_words(tmp_path: Path) -> None:
    read = source(
        tmp_path,
        "# Mine found\n\n"
        "[T1 The [E1:landmine mine]], [S1|P1 the mayor] [C1 said], [T1 was old].\n"
        "Nobody wept.\n@1 asserts government unnamed\n",
    )
    made = document(read)
    assert made["title"] == "Mine found"
    assert made["text"] == "Mine found\n\nThe mine, the mayor said, was old. Nobody wept."
    (said,) = made["attributions"]
    assert [made["text"][s:e] for s, e in said["content"]] == ["The mine", "was old"]
    assert [made["text"][s:e] for s, e in made["sentences"]][-1] == "Nobody wept."
    (role,) = made["occurrences"][0]["roles"]
    assert role["role"] == "perpetrator"
    assert [role["span"]] == said["source"]


def test_parent_is_the_innermost_content_around_the_cue(tmp_path: Path) -> None:
    read = source(
        tmp_path,
        "[S1 A] [C1 said] [T1 that [S2 B] [C2 said] [T2 that [S3 C] [C3 denied] [T3 it]]].\n"
        "@1 asserts unknown named @2 asserts unknown named @3 denies unknown named\n",
    )
    assert [a["parent"] for a in document(read)["attributions"]] == [None, 1, 2]


@pytest.mark.parametrize(
    ("number", "bounds"),
    [
        ("9", (9, 9, 9)),
        ("20+", (20, None, 20)),
        ("10-12", (10, 12, None)),
        ("36-44~40", (36, 44, 40)),
        ("5+~?", (5, None, None)),
        ("0", (0, 0, 0)),
    ],
)
def test_intervals(tmp_path: Path, number: str, bounds: tuple[int, int | None, int | None]) -> None:
    (count,) = document(source(tmp_path, f"[N1:killed:police:{number} Many] died.\n"))["counts"]
    assert (count["low"], count["high"], count["best"]) == bounds


def test_days_follow_from_the_value(tmp_path: Path) -> None:
    read = source(
        tmp_path,
        "In [X:DATE:2031-W19 that week], in [X:DATE:2032-02 February], for "
        "[X:DURATION:PT2H two hours], on [X:DATE:XXXX=2031-05-01..2031-05-03 some days].\n",
    )
    spans = [(t["start"], t["end"]) for t in document(read)["times"]]
    assert spans == [
        ("2031-05-05", "2031-05-11"),
        ("2032-02-01", "2032-02-29"),
        (None, None),
        ("2031-05-01", "2031-05-03"),
    ]


@pytest.mark.parametrize(
    ("body", "line", "fault"),
    [
        ("[S1 A said.\n", 7, "never closed"),
        ("Fine.\n\n[S1 A\n\nsaid].\n", 9, "never closed"),
        ("A] said.\n", 7, "without"),
        ("Fine.\n[?1 A] said.\n", 8, "unknown mark"),
        ("[S1 ] said.\n", 7, "is empty"),
        ("[Y Kash ] fell.\n", 7, "white space"),
        ("[S1 A] said.\n", 7, "S1 belongs to no C1"),
        ("A said.\n@1 asserts police named\n", 1, "belongs to no cue"),
        ("A said.\n@x\n", 8, "cannot read these attributes"),
        ("[S1 A] [C1 said] [T1 so].\n", 7, "needs `@1"),
        ("[S1 A] [C1 said].\n@1 asserts police named\n", 7, "no content"),
        ("[S1 A] [C1 said] [T1 so].\n@1 shouts police named\n", 7, "'shouts' is not a known"),
        ("[C1 Said] [T1 so].\n@1 asserts police named\n", 7, "be impersonal"),
        ("[E1:nothing Fell].\n", 7, "event type"),
        ("[E1:attack:h2 Fell].\n", 7, "E2 does not stand"),
        ("[E1:attack:often Fell].\n", 7, "modality"),
        ("[N1:killed:police:x Nine].\n", 7, "no interval"),
        ("[N1:killed:police:9-3 Nine].\n", 7, "downwards"),
        ("[N1:killed:police Nine].\n", 7, "category:class:interval"),
        ("[N1:killed:police:9:of2 Nine].\n", 7, "N2 does not stand"),
        ("[E1:attack Fell] and [E1:attack rose].\n", 7, "codes twice"),
        ("[Z1 He] fell.\n", 7, "one kind"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, body: str, line: int, fault: str) -> None:
    with pytest.raises(MarkupError, match=fault) as raised:
        document(source(tmp_path, body))
    assert f"d.txt:{line}: " in str(raised.value)


def test_header_must_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "d.txt"
    path.write_text("docid: d\n---\nFine.\n", encoding="utf-8")
    with pytest.raises(MarkupError, match="lacks `genre`"):
        document(read_source(path))
    path.write_text("docid d\n---\n", encoding="utf-8")
    with pytest.raises(MarkupError, match="not a header line"):
        read_source(path)
    path.write_text("docid: d\n", encoding="utf-8")
    with pytest.raises(MarkupError, match="not closed"):
        read_source(path)


words = st.text(alphabet="ab [\\]", min_size=1).map(str.strip).filter(bool)


@given(st.lists(st.tuples(words, st.sampled_from(["", "Y", "Z1:person"])), min_size=1))
def test_marks_come_back_with_their_words(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[str, str]]
) -> None:
    def escaped(text: str) -> str:
        return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")

    body = " ".join(f"[{tag} {escaped(text)}]" if tag else escaped(text) for text, tag in pieces)
    read = source(tmp_path_factory.mktemp("m"), f"x {body}\n")
    assert read.text == "x " + " ".join(text for text, _ in pieces)
    marked = [read.text[m.start : m.end] for m in read.marks]
    assert marked == [text for text, tag in pieces if tag]

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polybius.intake import IntakeFailure, Intaken, IntakeOptions, Source, take_in

from .conftest import NOW, STORY, Take, failures, one, only_failure, reports


def _jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_jsonl(take: Take) -> None:
    row = {
        "id": 7,
        "headline": "Front claims",
        "doctext": STORY,
        "publish_date": "2011-01-28",
        "source": "Herald",
        "authors": ["M. Quill", "T. Reed"],
        "url": "https://herald.example/7",
    }
    data = _jsonl(row, {"text": "Two were killed."})
    first, second = reports(take(data, "a.jsonl"))
    line = data.split(b"\n")[0]
    assert first.original == line
    assert first.report.id == hashlib.sha256(line).hexdigest()
    assert first.report.text == STORY
    assert first.report.title == "Front claims"
    assert first.report.author == "M. Quill, T. Reed"
    assert first.report.publisher == "Herald"
    assert first.report.published == "2011-01-28"
    assert first.report.origin.address == "https://herald.example/7"
    assert first.report.origin.locator == "line 1, id 7"
    assert first.report.origin.container == hashlib.sha256(data).hexdigest()
    assert second.report.origin.locator == "line 2"


def test_bad_lines_fail_alone(take: Take) -> None:
    data = (
        b'{"text": "One was killed."}\n{"text": "broken\n[1, 2]\n\n{"other": 1}\n'
        b'{"text": ""}\n{"text": 5}\n{"text": "Two were killed."}'
    )
    items = take(data, "a.jsonl")
    assert [t.report.text for t in reports(items)] == ["One was killed.", "Two were killed."]
    messages = [text.split("a.jsonl:")[1] for text in failures(items)]
    assert [text[0] for text in messages] == ["2", "3", "5", "6", "7"]
    assert "not JSON" in messages[0]
    assert "no text column" in messages[2]
    assert "there are: other" in messages[2]


def test_named_columns(take: Take) -> None:
    data = _jsonl({"t": "Two were killed.", "text": "other", "when": "3 March 2011"})
    report = one(take(data, "a.jsonl", text_column="t", date_column="when")).report
    assert (report.text, report.published) == ("Two were killed.", "2011-03-03")
    assert "no text column (gone)" in only_failure(take(data, "a.jsonl", text_column="gone"))


def test_a_row_s_own_date_outranks_the_given_one(take: Take) -> None:
    data = _jsonl({"text": "One.", "date": "2011-03-03"}, {"text": "Two.", "date": "unknown"})
    dates = [t.report.published for t in reports(take(data, "a.jsonl", published="2012-01-01"))]
    assert dates == ["2011-03-03", "2012-01-01"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.json", "a", "a.txt"])
def test_a_json_array(take: Take, encoding: str, name: str) -> None:
    rows = [{"text": f"“{n}” were killed."} for n in range(3)]
    data = json.dumps(rows, indent=2, ensure_ascii=False).encode(encoding)
    found = reports(take(data, name))
    assert [t.report.text for t in found] == [row["text"] for row in rows]
    assert [t.report.origin.locator for t in found] == ["line 2", "line 5", "line 8"]


def test_the_bytes_of_an_array_s_item(take: Take) -> None:
    item = b'{"text":  "Two were killed.", "n": 1.50}'
    assert one(take(b"[" + item + b"]", "a.json")).original == item


def test_an_array_longer_than_one_window(take: Take) -> None:
    rows = [{"text": f"{n} " + "x" * 100_000} for n in range(12)]
    found = reports(take(json.dumps(rows).encode(), "a.json"))
    assert [t.report.text for t in found] == [row["text"] for row in rows]


@pytest.mark.parametrize(
    ("data", "good", "message"),
    [
        (b'[{"text": "One."}, {"text": "Two', 1, "not JSON from here on"),
        (b'[{"text": "One."}', 1, "breaks off"),
        (b'[{"text": "One."}, 5, {"text": "Two."}]', 2, "not a JSON object"),
        (b'[{"text": "One."} oops]', 1, "not JSON from here on"),
        (b'{"text": "One.",\n "n": ', 0, "not JSON"),
        (b"[" * 100_000, 0, ""),
        (b'{"a":' * 100_000, 0, ""),
    ],
)
def test_broken_json(take: Take, data: bytes, good: int, message: str) -> None:
    items = take(data, "a.json")
    assert len(reports(items)) == good
    assert message in failures(items)[0]


def test_one_object_over_several_lines(take: Take) -> None:
    data = json.dumps({"title": "T", "text": STORY}, indent=2).encode()
    taken = one(take(data, "a.json"))
    assert (taken.report.text, taken.original) == (STORY, data)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_csv(take: Take, delimiter: str, encoding: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    texts = ["“One” was killed; police, army and | said", 'Two "were"\nkilled\tthere', "Three"]
    writer.writerows(
        [["id", "date", "Notes"], *([n, "2011-03-04", t] for n, t in enumerate(texts))]
    )
    items = take(out.getvalue().encode(encoding), "a.csv")
    assert [t.report.text for t in reports(items)] == texts
    assert [t.report.origin.locator for t in reports(items)] == [
        "line 2, id 0", "line 3, id 1", "line 5, id 2",
    ]  # fmt: skip
    assert {t.report.published for t in reports(items)} == {"2011-03-04"}


def test_the_bytes_of_a_csv_row(take: Take) -> None:
    data = b'id,text\r\n1,"Two,\r\nkilled"\r\n2,Three'
    assert [t.original for t in reports(take(data, "a.csv"))] == [b'1,"Two,\r\nkilled"', b"2,Three"]


def test_ragged_and_broken_rows_fail_alone(take: Take) -> None:
    data = b'id,text\n1,One\n2\n3,Three,more\n\n4,"Fo"ur\n5,Five\n6,"never closed\n7,Seven\n8,Eight'
    items = take(data, "a.csv")
    assert [t.report.text for t in reports(items)] == ["One", "Five", "Seven", "Eight"]
    assert [text.split("a.csv:")[1][:1] for text in failures(items)] == ["3", "4", "6", "8"]


def test_a_field_longer_than_csv_s_default_limit(take: Take) -> None:
    data = b"id,text\n1," + b"x" * 200_000 + b"\n"
    assert len(one(take(data, "a.csv")).report.text) == 200_000


def test_a_table_on_standard_input_is_known_by_its_header(take: Take) -> None:
    assert one(take(b"id,text\n1,Two were killed.\n", "table")).report.media_type == "text/csv"
    assert one(take(b"Text, body and more.\nTwo, killed.", "prose")).report.media_type.startswith(
        "text/plain"
    )


def test_a_line_in_another_encoding_than_the_rest(take: Take) -> None:
    data = _jsonl(*({"text": f"Row {n} says."} for n in range(800))) + b'{"text": "caf\xe9"}\n'
    assert reports(take(data, "a.jsonl"))[-1].report.text == "café"


def test_a_truncated_gzip_keeps_what_came_before(take: Take) -> None:
    rows = [{"text": hashlib.sha256(bytes([n % 256, n // 256])).hexdigest()} for n in range(2000)]
    items = take(gzip.compress(_jsonl(*rows))[:-2000], "a.jsonl.gz")
    assert 100 < len(reports(items)) < 2000
    assert "breaks off" in failures(items)[-1]


def test_a_line_over_the_size_limit_fails_alone(take: Take) -> None:
    data = _jsonl({"text": "One."}, {"text": "x" * 5000}, {"text": "Two."})
    items = take(data, "a.jsonl", size_limit=1000)
    assert [t.report.text for t in reports(items)] == ["One.", "Two."]
    assert "a.jsonl:2: is larger than 1,000 bytes" in failures(items)[0]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_a_long_table_is_never_held_in_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    row = "two were killed " * 2000
    with path.open("w") as file:
        file.write({"a.jsonl": "", "a.json": "[", "a.csv": "id,text\n"}[name])
        for n in range(120):
            record = f"{n},{row}" if name == "a.csv" else json.dumps({"id": n, "text": row})
            file.write(("," if name == "a.json" and n else "") + record + "\n")
        file.write("]" if name == "a.json" else "")
    size = path.stat().st_size
    count = 0
    tracemalloc.start()
    for item in take_in(Source(str(path)), IntakeOptions(now=NOW)):
        assert isinstance(item, Intaken)
        count += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 120
    assert peak < size / 2


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip),
        min_size=1,
        max_size=5,
    )
)
def test_both_tables_give_the_same_texts(take: Take, texts: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["id", "text"], *([1, t] for t in texts)])
    from_csv = take(out.getvalue().encode(), "a.csv", encoding="utf-8")
    from_jsonl = take(_jsonl(*({"text": t} for t in texts)), "a.jsonl")
    from_array = take(json.dumps([{"text": t} for t in texts]).encode(), "a.json")

    def outcome(items: list[Intaken | IntakeFailure]) -> list[str | None]:
        return [i.report.text if isinstance(i, Intaken) else None for i in items]

    assert outcome(from_csv) == outcome(from_jsonl) == outcome(from_array)

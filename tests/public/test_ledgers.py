from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest

import polybius as pb
from polybius.errors import IntakeError, SettingsError, UnknownId
from polybius.public.cards import ClaimView, IncidentView
from polybius.public.drawing import range_plot, small_map
from polybius.public.ledgers import is_path
from polybius.records import Grade, Party, Passage, Place, Role, Tally, Voice
from tests import samples
from tests.importers import invented
from tests.importers.invented import as_csv, written

story = (
    "The army said on Tuesday that 12 soldiers were killed in an attack near Khartoum. "
    "The Northern Front claimed that it killed 40 soldiers in the attack."
)
hostile = "<script>alert('x')</script>&\"'<img src=x onerror=y>"


@pytest.fixture(scope="module")
def ledger() -> pb.Ledger:
    return pb.read(story, published="2026-03-04", publisher="Harbour Gazette")


def test_a_text_is_read_into_a_ledger_of_its_own(ledger: pb.Ledger) -> None:
    assert len(ledger.reports()) == 1
    counts = ledger.claims(kind="count")
    assert {(c.voice, c.record.report_id) for c in counts} == {
        (name, ledger.reports()[0].id) for name in ("The army", "Northern Front")
    }
    (incident,) = ledger.incidents()
    assert incident.title == "Attack in Khartoum, 2026-03-03"
    assert [(t.low, t.best, t.high) for t in incident.tallies] == [(12, None, 40)]
    assert ledger.incident(incident.id[:8]) == incident
    assert ledger.claim(counts[0].id) == counts[0]


def test_a_ledger_that_is_not_kept_leaves_nothing() -> None:
    made = pb.read(story)
    path = Path(made.name)
    assert path.exists()
    made.close()
    assert not path.exists()


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (story, False),
        ("report.html", True),
        ("my report.html", True),
        ("https://example.org/a", True),
        ("reports/*.txt", True),
        ("Two were killed.", False),
        (Path("x y"), True),
    ],
)
def test_what_is_a_path_and_what_a_text(source: str | Path, path: bool) -> None:
    assert is_path(source) is path


def test_a_missing_file_is_no_text() -> None:
    with pytest.raises(IntakeError, match=r"missing\.html"):
        pb.read("missing.html")


def test_frames_are_arrow_tables_for_every_library(ledger: pb.Ledger) -> None:
    frame = ledger.claims()
    arrow = frame.to_arrow()
    assert pa.table(frame).equals(arrow)
    assert frame.to_polars().equals(pl.DataFrame(frame))
    assert frame.to_polars().height == len(frame) == len(list(frame)) == len(frame.to_pandas())
    assert frame.columns[0] == "claim_id"
    assert arrow.schema.field("low").type == pa.int64()
    assert arrow.schema.field("low").metadata[b"description"]
    assert [c.id for c in frame[:2]] == arrow["claim_id"].to_pylist()[:2]


def test_an_empty_answer_has_the_same_columns(ledger: pb.Ledger) -> None:
    none = ledger.claims(kind="appeal")
    assert len(none) == 0
    assert none.to_arrow().schema.equals(ledger.claims().to_arrow().schema)


def test_every_table_can_be_had(ledger: pb.Ledger) -> None:
    frames = [ledger.reports(), ledger.tallies(), ledger.disputes(), ledger.lineage()]
    assert [frame.to_arrow().num_rows for frame in frames] == [1, 4, 1, 0]
    assert len(ledger.incidents(place="Khartoum")) == 1
    assert len(ledger.incidents(place="Nowhere")) == 0
    assert len(ledger.incidents(known_by="2020-01-01")) == 0


def test_wrong_conditions_are_refused(ledger: pb.Ledger) -> None:
    with pytest.raises(SettingsError, match="'colour' is no condition"):
        ledger.claims(colour="red")
    with pytest.raises(SettingsError, match="not in the codebook"):
        ledger.claims(stance="shrugs")
    with pytest.raises(UnknownId):
        ledger.incident("ffffffffff")


def test_datasets_come_in_link_with_news_and_are_compared(tmp_path: Path) -> None:
    text = "The army said 10 soldiers were killed in fighting in Khartoum on 3 February 2026."
    with pb.Ledger(tmp_path / "own.sqlite") as own:
        own.read(text, published="2026-02-04", publisher="River Post")
        for name, row in (("ucdp", invented.ucdp), ("acled", invented.acled)):
            made = own.import_dataset(name, written(tmp_path, f"{name}.csv", as_csv(row)))
            assert (made.added, made.known, made.refused) == (1, 0, [])
        again = own.import_dataset("ucdp", tmp_path / "ucdp.csv")
        head = own.head
        assert (again.added, again.known) == (0, 1)
        assert own.head == head
        (incident,) = own.incidents()
        assert len(incident.record.report_ids) == 3
        both = pb.compare("ucdp", "acled", ledger=own)
        assert both.summary["matched"] == 1
        assert both.events.to_polars()["a_event"].to_list() == ["9001"]
        assert both.agreement[0].total_b == 10
        assert "killed" in both._repr_html_()
        folder = own.export("geojson", tmp_path / "out")
        assert (folder / "incidents.geojson").exists()


# --- in notebooks ----------------------------------------------------------------------------


class Elements(HTMLParser):
    """Collects the elements of a piece of HTML and checks that they close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(not name.startswith("on") for name, _ in attrs)
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_claim_shows_its_passage_marked(ledger: pb.Ledger) -> None:
    claim = ledger.claims(kind="count")[0]
    html = claim._repr_html_()
    assert f"<mark>{claim.passage}</mark>" in html
    assert claim.voice in Elements(html).words


def test_an_incident_shows_its_range_and_its_place(ledger: pb.Ledger) -> None:
    found = Elements(ledger.incidents()[0]._repr_html_())
    assert {"svg", "line", "path", "circle"} <= found.seen
    assert "12-40, contested" in found.words
    assert "Khartoum, Sudan" in found.words
    assert len(ledger.incidents()[0]._repr_html_()) < 12_000


def test_hostile_text_is_never_markup() -> None:
    report = replace(samples.report(hostile + samples.text + hostile), title=hostile)
    claim = samples.count_claim(report)
    voice = Voice("government", hostile, "named", None)
    place = Place(hostile, Passage(0, 1, "<"), "exact", None, hostile, 15.5, 32.5, "SD")
    role = Role("victim", Party(hostile, Passage(0, 1, "<")))
    evil = replace(claim, voice=voice, place=place, roles=(role,))
    tally = Tally("i", hostile, hostile, 1, None, None, True, (), (), (), "r")
    from polybius.records import Dispute, Incident, Position  # noqa: PLC0415

    dispute = Dispute("d", "i", hostile, (Position(hostile, None, hostile, ()),), "r")
    incident = Incident("i" * 12, "attack", (), (), place, title=hostile)
    grade = Grade("i", hostile, (hostile,), (), "r")
    shown = (
        ClaimView(evil, report)._repr_html_(),
        IncidentView(incident, (tally,), (dispute,), grade, (hostile,))._repr_html_(),
    )
    for html in shown:
        found = Elements(html)
        assert not found.seen & {"script", "img"}
        assert "<script>alert('x')</script>" in found.words


def test_a_frame_of_hostile_records_shows_text(tmp_path: Path) -> None:
    row = {**invented.acled, "location": hostile, "notes": hostile, "actor2": hostile}
    with pb.Ledger(tmp_path / "evil.sqlite") as own:
        own.import_dataset("acled", written(tmp_path, "evil.csv", as_csv(row)))
        for html in (
            own.claims()._repr_html_(),
            own.reports()._repr_html_(),
            own.incidents()._repr_html_(),
            own.claims()[0]._repr_html_(),
            own.incidents()[0]._repr_html_(),
        ):
            assert not Elements(html).seen & {"script", "img"}


def test_drawings_of_nothing_are_nothing() -> None:
    assert range_plot(()) == ""
    assert small_map(None) == ""
    assert small_map(Place("X", Passage(0, 1, "X"))) == ""

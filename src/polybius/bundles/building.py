"""Builds a bundle: the same ledger head and incident give the same bytes."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from polybius.bundles import page
from polybius.bundles.steps import verify_sh, verify_txt
from polybius.codebook.sensitivity import public_part
from polybius.errors import LedgerError, UnknownId, Where
from polybius.ids import sha256_hex
from polybius.ledger import proving, schema
from polybius.ledger.attesting import attesting_kinds, public_pem
from polybius.ledger.derived import Derived
from polybius.ledger.entries import Entry, entry_from
from polybius.ledger.filters import Filter
from polybius.ledger.log import Head
from polybius.ledger.store import Ledger
from polybius.plain import dumps
from polybius.records import Claim, Count, Decision, Incident

Files = dict[str, bytes]

extensions = {
    "text/plain": "txt",
    "text/html": "html",
    "application/pdf": "pdf",
    "application/json": "json",
    "message/rfc822": "eml",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
earliest_zip_date = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class Bundle:
    """A bundle in the making."""

    ledger: Ledger
    derived: Derived
    incident: Incident
    public: bool
    size: int
    """Entries of the log that the bundle knows of."""
    files: Files = field(default_factory=dict)

    def build(self) -> Files:
        """Return every file by its name in the archive."""
        claims = self._claims()
        decisions = self._decisions()
        head = self._head(claims, decisions)
        self._add_derived()
        if self.public:
            self._add_public(claims, decisions, head)
        else:
            self._add_evidence(claims, decisions, head)
        self.files["index.html"] = self._page(claims, decisions, head).encode()
        self.files["VERIFY.txt"] = verify_txt(public=self.public).encode()
        self.files["verify.sh"] = verify_sh.encode()
        sums = (f"{sha256_hex(data)}  {name}\n" for name, data in sorted(self.files.items()))
        self.files["SHA256SUMS"] = "".join(sums).encode()
        return self.files

    def _claims(self) -> list[Claim]:
        """Return every claim of the reports that the incident is made of, as read."""
        found = [c for r in self.incident.report_ids for c in self._claims_of(r)]
        return sorted((self.ledger.claim(c.id) for c in found), key=lambda c: c.id)

    def _claims_of(self, report_id: str) -> tuple[Claim, ...]:
        return self.ledger.claims(Filter(report=report_id), self.size)

    def _decisions(self) -> list[Decision]:
        own = {*self.incident.claim_ids, self.incident.id}
        found = []
        for decision in self.ledger.decisions(self.size):
            named = {*decision.subjects, *(c for group in decision.groups for c in group)}
            if named & own:
                found.append(decision)
                own.add(decision.id)
        return found

    def _head(self, claims: list[Claim], decisions: list[Decision]) -> Head:
        """Return the head to prove in: the last attested one that covers all, or the newest."""
        entry = schema.entry.c
        with self.ledger.reading() as connection:
            query = select(entry.record).where(entry.kind.in_(attesting_kinds))
            query = query.where(entry.seq < self.size).order_by(entry.seq)
            attested = [entry_from(record) for record in connection.scalars(query)]
            newest = max(
                connection.scalar(select(func.max(table.c.seq)).where(table.c.id.in_(ids))) or 0
                for table, ids in (
                    (schema.report, self.incident.report_ids),
                    (schema.claim, [claim.id for claim in claims]),
                    (schema.decision, [decision.id for decision in decisions]),
                )
            )
        sizes = [e.content["size"] for e in attested if e.content["size"] > newest]
        head = self.ledger.head(sizes[-1] if sizes else self.size)
        self.files["head.txt"] = head.note()
        for each in attested:
            if each.content["size"] == head.size:
                self._add_attestation(each)
        return head

    def _add_attestation(self, entry: Entry) -> None:
        said = entry.content
        if entry.kind == "signature":
            self.files["head.sig"] = bytes.fromhex(said["signature"])
            self.files["head.pub.pem"] = public_pem(bytes.fromhex(said["public_key"]))
        else:
            self.files["head.tsr"] = base64.b64decode(said["token"])

    def _add_derived(self) -> None:
        own, derived = self.incident.id, self.derived
        for name, records in (
            ("incident", [self.incident]),
            ("tallies", [t for t in derived.tallies if t.incident_id == own]),
            ("disputes", [d for d in derived.disputes if d.incident_id == own]),
            ("grades", [g for g in derived.grades if g.incident_id == own]),
        ):
            self._add_lines(f"{name}.jsonl", records)

    def _add_lines(self, name: str, records: Iterable[object]) -> None:
        lines = (_public_line(r) if self.public else dumps(r).encode() for r in records)
        self.files[name] = b"".join(line + b"\n" for line in lines)

    def _add_public(self, claims: list[Claim], decisions: list[Decision], head: Head) -> None:
        self._add_lines("claims.jsonl", claims)
        self._add_lines("decisions.jsonl", decisions)
        for kind, entry_id in (
            *(("report", report_id) for report_id in self.incident.report_ids),
            *(("claim", claim.id) for claim in claims),
            *(("decision", decision.id) for decision in decisions),
        ):
            proof = proving.prove(self.ledger, kind, entry_id, head.size)
            self._add_proof(f"proofs/{kind}-{entry_id}", proof, None)

    def _add_evidence(self, claims: list[Claim], decisions: list[Decision], head: Head) -> None:
        for report_id in self.incident.report_ids:
            self._add_report(report_id, head)
        for claim in claims:
            self._add_record("claim", claim.id, head)
        for decision in decisions:
            self._add_record("decision", decision.id, head)

    def _add_report(self, report_id: str, head: Head) -> None:
        report, folder = self.ledger.report(report_id), f"reports/{report_id}"
        original = f"{folder}/original.{_extension(report.media_type)}"
        self.files[original] = self.ledger.original(report_id)
        self.files[f"{folder}/text.txt"] = report.text.encode()
        self.files[f"{folder}/report.json"] = dumps(report).encode()
        readers = [reader for reader, _, _ in self.ledger.readings(report_id, self.size)]
        reading = {
            "reader": readers[-1],
            "claims": [c.id for c in self._claims_of(report_id)],
        }
        self.files[f"{folder}/reading.json"] = msgspec.json.encode(reading, order="sorted")
        proof = proving.prove(self.ledger, "report", report_id, head.size)
        self._add_proof(f"proofs/report-{report_id}", proof, original)

    def _add_record(self, kind: str, entry_id: str, head: Head) -> None:
        proof = proving.prove(self.ledger, kind, entry_id, head.size)
        if proof.record is None or proof.record.content is None:
            raise LedgerError(f"the {kind} has no content to prove.", where=Where(entry_id))
        name = f"{kind}s/{entry_id}.json"
        self.files[name] = proof.record.content.encode()
        self._add_proof(f"proofs/{kind}-{entry_id}", proof, name)

    def _add_proof(self, folder: str, proof: proving.Proof, content: str | None) -> None:
        self.files[f"{folder}/entry.json"] = proof.entry.encode()
        self.files[f"{folder}/entry.path"] = _path(proof.path)
        if content is not None and proof.record is not None:
            self.files[f"{folder}/content"] = content.encode()
            self.files[f"{folder}/salt"] = proof.record.salt.encode()
            self.files[f"{folder}/row.json"] = proof.record.row.encode()
            self.files[f"{folder}/row.path"] = _path(proof.record.path)

    def _page(self, claims: list[Claim], decisions: list[Decision], head: Head) -> str:
        own = self.incident
        title = f"{own.event_type} {own.start or ''}" if self.public else own.title or own.id
        figures = [t for t in self.derived.tallies if t.incident_id == own.id]
        grades = [g for g in self.derived.grades if g.incident_id == own.id]
        tallies = page.table(
            ("what", "who", "low", "best", "high", "contested", "rule"),
            (
                (
                    t.category,
                    t.victim_class,
                    t.low,
                    t.best,
                    "no upper bound" if t.high is None else t.high,
                    "yes" if t.contested else "no",
                    t.rule,
                )
                for t in figures
            ),
        )
        ruled = page.table(
            ("ruling", "moment", "person", "reason"),
            (
                (d.ruling.value, d.moment, None, None)
                if self.public
                else (d.ruling.value, d.moment, d.person, d.reason)
                for d in decisions
            ),
        )
        said = [] if self.public else [_said(c) for c in claims if c.id in own.claim_ids]
        sections = [
            ("Grade", page.table(("grade", "rule"), ((g.grade, g.rule) for g in grades))),
            ("Figures", tallies),
            ("Claims", page.quotes(said) if said else f"<p>{len(own.claim_ids)} claims</p>"),
            ("Decisions", ruled),
            ("Reports", page.table(("SHA-256",), ((r,) for r in own.report_ids))),
            ("Head of the ledger's log", page.pre(f"{head}\n{head.moment}")),
            ("How to check this", page.pre(verify_txt(public=self.public))),
        ]
        return page.page(title, sections)


def _extension(media_type: str) -> str:
    return extensions.get(media_type.partition(";")[0].strip(), "bin")


def _said(claim: Claim) -> Mapping[str, str]:
    body = claim.body
    what = (
        f"{body.category} {body.victim_class}: {body.words.text}"
        if isinstance(body, Count)
        else claim.kind.value
    )
    return {
        "id": claim.id,
        "voice": claim.voice.name,
        "stance": claim.stance.code,
        "what": what,
        "words": claim.passage.text,
    }


def _path(steps: Iterable[proving.Step]) -> bytes:
    return "".join(f"{step.side} {step.hash}\n" for step in steps).encode()


def _public_line(record: object) -> bytes:
    return msgspec.json.encode(public_part(record), order="sorted")


def build_bundle(
    ledger: Ledger,
    derived: Derived,
    incident_id: str,
    *,
    public: bool = False,
    size: int | None = None,
) -> Files:
    """Return the files of an incident's bundle.

    Args:
        ledger: that holds the evidence.
        derived: its incidents and what belongs to them, as they stand.
        incident_id: the incident.
        public: leave out all that the codebook does not mark as public.
        size: entries of the log that it may know of; by default all. The same number gives the
            same bytes, whatever was appended since.

    Raises:
        UnknownId: there is no such incident.
    """
    for incident in derived.incidents:
        if incident.id == incident_id:
            known = ledger.entries_as_of(None) if size is None else size
            return Bundle(ledger, derived, incident, public, known).build()
    raise UnknownId(f"there is no incident {incident_id[:10]!r} now.", where=Where(ledger.name))


def write_bundle(files: Files, path: Path) -> None:
    """Write the files as one ZIP archive, in a fixed order and with a fixed date.

    Raises:
        LedgerError: it can't be written.
    """
    try:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in sorted(files.items()):
                info = zipfile.ZipInfo(name, earliest_zip_date)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, data)
    except OSError as error:
        what = f"the bundle can't be written: {error.strerror}."
        raise LedgerError(what, where=Where(str(path))) from error

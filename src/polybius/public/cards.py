"""One claim, one incident: their records, and how a notebook shows them."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.export.formats.state import Case
from polybius.export.words import body_words, count_words, voice_words
from polybius.public.drawing import figures, range_plot, small_map
from polybius.public.markup import facts, highlighted, tag, text
from polybius.records import Claim, Dispute, Grade, Incident, Report, Tally


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with the report that it is from."""

    record: Claim
    """Everything about it (`polybius.records.Claim`)."""
    report: Report

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id

    @property
    def passage(self) -> str:
        """The words that make it."""
        return self.record.passage.text

    @property
    def voice(self) -> str:
        """Who says so, and through whom."""
        return voice_words(self.record.voice)

    @property
    def summary(self) -> str:
        """What is claimed, in a few words."""
        return " ".join(filter(None, (body_words(self.record), count_words(self.record))))

    def __repr__(self) -> str:
        """Return what is claimed and by whom."""
        return f"<Claim {self.id[:10]}: {self.summary} ({self.voice})>"

    def _repr_html_(self) -> str:
        claim, report = self.record, self.report
        span = claim.passage
        words = tag("blockquote", highlighted(report.text, span.start, span.end))
        told = facts(
            (
                ("voice", self.voice),
                ("stance", claim.stance.code),
                ("standing", ", ".join(s.code for s in claim.standings)),
                ("place", claim.place and claim.place.name),
                ("when", claim.when and claim.when.words),
                ("report", report.title or report.origin.address),
                ("published", report.published),
                ("claim", claim.id[:10]),
            )
        )
        return tag("div", tag("h4", text(self.summary)) + words + told, class_="polybius-claim")


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident with what is weighed of it."""

    record: Incident
    """Everything about it (`polybius.records.Incident`)."""
    tallies: tuple[Tally, ...]
    disputes: tuple[Dispute, ...]
    grade: Grade | None
    voices: tuple[str, ...]
    """Who is quoted on it."""

    @classmethod
    def of(cls, case: Case) -> IncidentView:
        """Return the view of an incident as exports have it."""
        return cls(case.incident, case.tallies, case.disputes, case.grade, case.voices)

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id

    @property
    def title(self) -> str:
        """What happened where and when, in a few words."""
        return self.record.title

    def __repr__(self) -> str:
        """Return what happened, and the figures."""
        told = "; ".join(f"{t.category} {t.victim_class} {figures(t)}" for t in self.tallies)
        return f"<Incident {self.id[:10]}: {self.title}{': ' + told if told else ''}>"

    def _repr_html_(self) -> str:
        record = self.record
        grade = self.grade
        told = facts(
            (
                ("grade", grade and f"{grade.grade}: {'; '.join(grade.reasons)}"),
                ("reports", len(record.report_ids)),
                ("voices", ", ".join(self.voices)),
                *(
                    (d.question, " against ".join(f"{p.value} ({p.voice})" for p in d.positions))
                    for d in self.disputes
                ),
                ("incident", self.id[:10]),
            )
        )
        drawn = range_plot(self.tallies) + small_map(record.place)
        return tag("div", tag("h4", text(self.title)) + drawn + told, class_="polybius-incident")

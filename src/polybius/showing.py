"""What ``show``, ``explain`` and ``lineage`` do: print one entry, as it is or as it was."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.text import Text

from polybius.asking import Conditions, asked, only, rule_of, state_words
from polybius.errors import SettingsError, UnknownId
from polybius.export import explaining, kin, tables
from polybius.export.claim_lists import ClaimsList
from polybius.export.consoles import console
from polybius.ledger.derived import Derived
from polybius.ledger.filters import Filter
from polybius.ledger.opening import Target
from polybius.linking.lineage import lineages
from polybius.linking.lineage_voices import Voices
from polybius.records import Incident
from polybius.weighing import deriving
from polybius.weighing.standings import standing_figures
from polybius.weighing.states import State


def show(target: Target, prefix: str, conditions: Conditions, *, with_text: bool) -> None:
    """Print the entry that ``prefix`` begins, as ``read`` and the queries print it."""
    with asked(target, conditions) as state:
        kind, entry = state.find_id(prefix)
        out = console()
        _say_if_renamed(prefix, entry, out)
        if kind == "report":
            _show_report(state, entry, out, with_text=with_text)
        elif kind == "claim":
            claim = state.ledger.claim(entry)
            out.print(ClaimsList([claim]))
            out.print(Text(f"“{claim.passage.text}”", style="italic"))
        elif kind == "decision":
            out.print(_decision(state, entry))
        else:
            out.print(_derived(kind, entry, state))
        out.print(state_words(state), soft_wrap=True)


def _say_if_renamed(prefix: str, entry: str, out: Console) -> None:
    if not entry.startswith(prefix.lower()):
        said = f"{prefix} is the former id of what is now in incident {entry[:16]}."
        out.print(Text(said), soft_wrap=True)


def _show_report(state: State, entry: str, out: Console, *, with_text: bool) -> None:
    report, claims = state.ledger.report(entry), state.claims(Filter(report=entry))
    derived = deriving.derive_report(report, claims)
    flags = state.ledger.flags(entry, state.head.size)
    out.print(tables.report_block(report, claims, flags, derived))
    if with_text:
        out.print(Text(report.text))


def _decision(state: State, entry: str) -> Text:
    found = [d for d in state.ledger.decisions(state.head.size) if d.id == entry]
    if not found:
        raise UnknownId(f"the decision {entry[:10]} was erased.")
    made = found[0]
    of = ", ".join(subject[:16] for subject in made.subjects)
    changes = "".join(f"\n  {change.field} = {change.value}" for change in made.changes)
    grade = f" to {made.grade}" if made.grade else ""
    stands = any(d.id == entry for d in state.ledger.rulings(state.head.size))
    note = "" if stands or made.ruling == "undo" else "\n  undone"
    said = f"{made.ruling} {of}{grade}\n  {made.moment}, {made.person}: {made.reason}"
    return Text(f"{said}{changes}{note}")


def _derived(kind: str, entry: str, state: State) -> RenderableType:
    derived = state.derived()
    if kind == "dispute":
        return tables.disputes_list([d for d in derived.disputes if d.id == entry])
    incident = _incident(derived, entry)
    claims = [state.claim(claim_id) for claim_id in incident.claim_ids]
    return tables.incident_block(only(derived, [incident]), claims)


def explain(target: Target, prefix: str, conditions: Conditions) -> None:
    """Print why the entry that ``prefix`` begins is as it is, or was then."""
    with asked(target, conditions) as state:
        derived = state.derived(rule_of(conditions))
        kind, entry = state.find_id(prefix)
        ledger, out = state.ledger, console()
        _say_if_renamed(prefix, entry, out)
        if kind == "report":
            readings = ledger.readings(entry, state.head.size)
            out.print(explaining.explain_report(ledger.report(entry), readings))
        elif kind == "claim":
            claim = ledger.claim(entry)
            out.print(explaining.explain_claim(claim, ledger.report(claim.report_id)))
        elif kind == "incident":
            incident = _incident(derived, entry)
            weighed = _weighed(state, incident)
            out.print(explaining.explain_incident(incident, derived, state.claim, weighed))
        elif kind == "dispute":
            found = next(d for d in derived.disputes if d.id == entry)
            out.print(explaining.explain_dispute(found, state.claim))
        else:
            out.print(_decision(state, entry))
        out.print(state_words(state), soft_wrap=True)


def _weighed(state: State, incident: Incident) -> explaining.Weighed:
    """Return the figures of an incident and the voices behind them."""
    claims = [claim for claim in state.claims() if claim.id in set(incident.claim_ids)]
    voices = Voices(claims, state.reports, lineages(state.reports.values()))
    return standing_figures(claims, state.reports, voices), voices


def _incident(derived: Derived, entry: str) -> Incident:
    return next(incident for incident in derived.incidents if incident.id == entry)


def print_lineage(target: Target, prefix: str, conditions: Conditions) -> None:
    """Print the lineage of the report or claim that ``prefix`` begins.

    Raises:
        UnknownId: nothing begins so.
        SettingsError: the entry is of another kind.
    """
    with asked(target, conditions) as state:
        kind, entry = state.find_id(prefix)
        if kind not in ("report", "claim"):
            raise SettingsError(f"{prefix} is of a {kind}.", hint="Give a report's or a claim's.")
        out = console()
        if kind == "report":
            out.print(kin.family_tree(entry, lineages(state.reports.values()), state.reports))
        else:
            out.print(_claim_lineage(state, entry))
        out.print(state_words(state), soft_wrap=True)


def _claim_lineage(state: State, entry: str) -> RenderableType:
    claim, standing = state.claim(entry), {claim.id for claim in state.claims()}
    beside = {
        claim_id
        for incident in state.derived().incidents
        if entry in incident.claim_ids
        for claim_id in incident.claim_ids
    }
    others = [state.claim(each) for each in sorted(beside - {entry}) if each in standing]
    voices = Voices([claim, *others], state.reports, lineages(state.reports.values()))
    return kin.claim_lineage(claim, others, voices, state.reports)

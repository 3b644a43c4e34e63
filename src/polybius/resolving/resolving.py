"""Names and toponyms in the text's words → parties of the register and places of the gazetteer.

Nothing that the text says is changed: a resolved name or place keeps its passage and its words.
"""

from __future__ import annotations

from dataclasses import replace

from polybius.reading.layers import Names
from polybius.resolving.parties import PartyContext, resolve_entities


def resolve_names(names: Names, context: PartyContext) -> Names:
    """Return ``names`` with each entity's party, side and losing candidates."""
    resolved = resolve_entities(names, context)
    entities = tuple(
        replace(entity, party_id=found.party_id, side=found.side, candidates=found.rejected)
        for entity, found in zip(names.entities, resolved, strict=True)
    )
    return replace(names, entities=entities)

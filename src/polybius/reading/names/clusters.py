"""Groups of mentions that speak of the same party or person, while they are being formed."""

from __future__ import annotations

from dataclasses import dataclass, field

from polybius.reading.names.drafts import Draft

_SPECIFIC = ("person", "armed_group", "force", "state", "media", "community", "organisation")


@dataclass(slots=True)
class Cluster:
    """Mentions of one entity, by position among the drafts, in text order."""

    members: list[int]
    gender: str | None = None
    """``m`` or ``f`` once a word has told."""
    roles: list[tuple[int, int]] = field(default_factory=list)
    """Token ranges of offices and functions, most telling first."""
    body: int | None = None
    """Token at which the organisation stands that a person speaks for."""


class Clusters:
    """A partition of the drafts; the cluster of the earliest member survives a merge."""

    def __init__(self, drafts: list[Draft]) -> None:
        self.drafts = drafts
        self._of = list(range(len(drafts)))
        self._clusters = {n: Cluster([n]) for n in range(len(drafts))}

    def of(self, draft: int) -> Cluster:
        """Return the cluster that a draft is in."""
        return self._clusters[self._of[draft]]

    def merge(self, a: int, b: int) -> None:
        """Put the clusters of two drafts together."""
        keep, drop = sorted((self._of[a], self._of[b]))
        if keep == drop:
            return
        into, gone = self._clusters[keep], self._clusters.pop(drop)
        for member in gone.members:
            self._of[member] = keep
        into.members = sorted([*into.members, *gone.members])
        into.gender = into.gender or gone.gender
        into.roles += [role for role in gone.roles if role not in into.roles]
        into.body = gone.body if into.body is None else into.body

    def all(self) -> list[Cluster]:
        """Return the clusters, by first member."""
        return [self._clusters[n] for n in sorted(self._clusters)]

    def kind(self, cluster: Cluster) -> str:
        """Return the kind that the best evidence gives: register, then names, then nouns."""
        drafts = [self.drafts[m] for m in cluster.members]
        for group in (
            [d for d in drafts if d.codes],
            [d for d in drafts if d.form in {"name", "abbreviation"}],
            drafts,
        ):
            kinds = {d.kind for d in group} - {"unknown"}
            for kind in _SPECIFIC:
                if kind in kinds:
                    return kind
        return "unknown"

    def named(self, cluster: Cluster) -> bool:
        """Tell whether any mention is a proper name."""
        return any(
            self.drafts[m].form in {"name", "abbreviation", "adjective"} for m in cluster.members
        )

    def plural(self, cluster: Cluster) -> bool:
        """Tell whether its mentions are of several people rather than of one or of a body."""
        nouns = [self.drafts[m] for m in cluster.members if self.drafts[m].form == "description"]
        return not self.named(cluster) and any(d.plural for d in nouns)

"""How well known a name must be, as a place, to be taken for one."""

from __future__ import annotations

from collections.abc import Callable

Fame = Callable[[str], float]
"""How well known a place of this name is, in powers of ten of inhabitants (a country counts for
more than its number); 0 where no place is known by it."""

village = 3.0
town = 4.2
"""Fame of a place that readers elsewhere may have heard of."""
city = 5.2
metropolis = 6.2
nation = 7.2
"""Fame that only countries, continents and a few cities reach."""

"""Words that speak for or against a capitalised name being a place."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


locatives = _words(
    """
    in at from near outside around to toward towards across throughout inside into of via
    through between above south north east west southeast southwest northeast northwest
    downtown
    """
)

strict_locatives = locatives - {"of", "to", "from", "via", "through", "between", "above", "into"}
"""Those that hardly stand before a person or a body."""

street_words = _words(
    """
    street st st. avenue ave ave. road rd rd. drive dr dr. lane ln ln. boulevard blvd blvd.
    way highway hwy route court ct. circle place pike parkway trail terrace bypass
    """
)

common_words = _words(
    """
    allah arab august bath bay best bill black blue board central centre center church city college
    common cross delta district early eagle earth east federal first free general gold good gospel
    great green gulf hamas home hope house independence internet islam islamic justice king la lake
    liberty man march mass may media mission mobile most national nato new news nice normal north old olympic
    olympics orange park peace police post public queen reading red republic rock school south star state
    street success sun sunday super toyota temple trinity union united unity university
    valley victory west white young
    """
)
"""Words that are also names of places, but rarely mean them inside other names."""

local_bodies = _words(
    """
    administration airport authority board chamber city council court department district
    elementary fire general governorate high hospital jail municipal police prison provincial
    regional school schools sheriff station university
    """
)
"""Words that follow a town's name in the names of its institutions."""

compass_words = _words(
    """
    north south east west northern southern eastern western central northeast northwest southeast
    southwest northeastern northwestern southeastern southwestern upper lower greater downtown
    """
)

feature_words = (
    "province|governorate|state|oblast|region|department|emirate|prefecture|krai|territory|"
    "division|county|parish|borough|district|subdistrict|agency|raion|rayon|zone|woreda|tehsil|"
    "township|municipality|commune|canton|city|town|village|hamlet|settlement|camp|suburb|"
    "neighborhood|neighbourhood|quarter|river|lake|sea|ocean|gulf|bay|strait|island|islands|"
    "peninsula|valley|desert|mountains|mountain"
)

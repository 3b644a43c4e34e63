"""Words that speak for or against a capitalised name being a place."""

from __future__ import annotations

from polybius.records import Code


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


locatives = _words(
    """
    in at near outside around across throughout inside toward towards north south east west
    southeast southwest northeast northwest downtown
    """
)
"""Words that stand before a place, and hardly before a person or a body."""

site_words = _words(
    """
    academy airbase airfield airport arena avenue barracks base bridge building canal castle
    cathedral cemetery center centre church clinic college court dam embassy farm field fort
    garden gardens hall harbor harbour highway hospital hotel house inn institute jail library
    mall market monastery mosque museum palace park plant port prison road school square stadium
    station street temple terminal theater theatre tower university
    """
)
"""Words that end the names of buildings and grounds."""

street_words = _words(
    """
    street st st. avenue ave ave. road rd rd. drive dr dr. lane ln ln. boulevard blvd blvd.
    way highway hwy route court ct. circle place pike parkway trail terrace bypass
    """
)

common_words = _words(
    """
    act allah arab august bath bay best bill black blue board center central centre church city
    co co. coast college common congress corp corp. cross delta district eagle early earth east
    eastern federal first free general gold good gospel great green gulf hamas home hope house
    independence internet islam islamic justice king kremlin la lake liberty ltd man march mass
    may media metro miss mission mobile most national nato new news nice normal north northern
    oas old orange park peace pentagon police post public queen reading red republic rock school
    south southern star state states street success sun sunday super temple town trinity union
    united unity university valley victory west western white wing young
    """
)
"""Words that are also names of places, but rarely mean them inside other names."""

local_bodies = dict.fromkeys(
    _words(
        """
        administration airport authority board chamber city court department district elementary
        general governorate high hospital jail prison provincial regional school schools station
        university
        """
    ),
    4.2,
) | dict.fromkeys(_words("council fire mayor municipal police sheriff town township village"), 3.0)
"""Words that follow a town's name in the names of its institutions, with the fame that the town
needs to be believed: a police force is more surely a town's than a university."""

local_people = _words(
    """
    authorities council couple farmer farmers man mayor native officials police resident residents
    schoolgirl schools sheriff suburb teen teenager voters woman
    """
)
"""Words that follow a town's name where its people and offices are spoken of."""

compass_words = _words(
    """
    north south east west northern southern eastern western central northeast northwest southeast
    southwest northeastern northwestern southeastern southwestern upper lower greater downtown
    """
)
never_alone = common_words | compass_words

feature_kinds: dict[str, Code] = {
    "country": "country",
    "republic": "country",
    "kingdom": "country",
    "province": "adm1",
    "governorate": "adm1",
    "state": "adm1",
    "oblast": "adm1",
    "region": "adm1",
    "department": "adm1",
    "emirate": "adm1",
    "prefecture": "adm1",
    "krai": "adm1",
    "territory": "adm1",
    "division": "adm1",
    "county": "adm2",
    "parish": "adm2",
    "borough": "adm2",
    "district": "adm2",
    "subdistrict": "adm2",
    "agency": "adm2",
    "raion": "adm2",
    "rayon": "adm2",
    "zone": "adm2",
    "woreda": "adm2",
    "tehsil": "adm2",
    "township": "adm2",
    "municipality": "adm2",
    "commune": "adm2",
    "canton": "adm2",
    "city": "place",
    "town": "place",
    "village": "place",
    "hamlet": "place",
    "settlement": "place",
    "camp": "place",
    "suburb": "place",
    "neighborhood": "place",
    "neighbourhood": "place",
    "quarter": "place",
    "river": "water",
    "lake": "water",
    "sea": "water",
    "ocean": "water",
    "gulf": "water",
    "bay": "water",
    "strait": "water",
    "island": "land",
    "islands": "land",
    "peninsula": "land",
    "valley": "land",
    "desert": "land",
    "mountains": "land",
    "mountain": "land",
}
"""Feature word (singular) to the kind of place that it announces, as in
`polybius.resolving.gazetteer`. A word may be used loosely ("Anbar province" is a governorate): it
is a hint, no proof."""
announcing = frozenset(
    word for word, kind in feature_kinds.items() if kind in ("place", "adm2", "adm1")
) - _words("agency camp department division quarter region state township zone")
"""Words beside which even an unknown name is one of a place: "the village of …", "… district"."""
scene_words = _words(
    """
    airfield airport airstrip attack attacks barracks base blast bombing bombings bridge camp
    checkpoint checkpoints clinic crossing dam explosion front garrison highway hospital junction
    killing killings market massacre mine offensive outpost port post prison refinery road school
    shooting siege station valley
    """
)
"""Nouns that a place's name tells apart, after an article: "the … post"."""

taking = _words(
    """
    besiege bomb bombard enter liberate occupy overrun recapture reoccupy retake seize shell storm
"""
)
"""Verbs whose object is more often a town than somebody: "besieged Qorzan"."""
striking = taking | _words("attack capture evacuate hit leave pound raid reach strike target")
"""Verbs whose object may well be a town, where nothing says that it is somebody."""

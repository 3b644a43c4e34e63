"""Invented rows in the columns of each dataset."""

from __future__ import annotations

import csv
import io
from pathlib import Path

ucdp = {
    "id": "9001",
    "type_of_violence": "1",
    "side_a_new_id": "112",
    "side_a": "Government of Sudan",
    "side_b": "Northern Front",
    "source_article": '"Harbour Gazette,2026-02-04,Clash at the ford";"River Post,2026-02-05,More"',
    "source_original": "residents",
    "source_headline": "Clash at the ford",
    "where_prec": "1",
    "where_coordinates": "Khartoum city",
    "adm_1": "Khartoum state",
    "latitude": "15.55",
    "longitude": "32.53",
    "country": "Sudan",
    "date_start": "2026-02-03 00:00:00.000",
    "date_end": "2026-02-04 00:00:00.000",
    "deaths_a": "3",
    "deaths_b": "7",
    "deaths_civilians": "0",
    "best": "12",
    "low": "10",
    "high": "15",
}
acled = {
    "event_id_cnty": "SDN9001",
    "event_date": "03 February 2026",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Sudan (2019-)",
    "actor2": "Northern Front",
    "country": "Sudan",
    "admin1": "Khartoum",
    "location": "Khartoum",
    "latitude": "15.5518",
    "longitude": "32.5324",
    "geo_precision": "1",
    "source": "Harbour Gazette; River Post",
    "notes": "Soldiers and the Northern Front fought at the ford. Ten fatalities were reported.",
    "fatalities": "10",
    "timestamp": "1770800000",
}
gtd = {
    "eventid": "202602030001",
    "iyear": "2026",
    "imonth": "2",
    "iday": "0",
    "country_txt": "Sudan",
    "provstate": "Khartoum",
    "city": "Khartoum",
    "latitude": "15.55",
    "longitude": "32.53",
    "specificity": "1",
    "summary": "A bomb exploded at a depot.",
    "success": "1",
    "attacktype1_txt": "Bombing/Explosion",
    "target1": "Depot",
    "gname": "Northern Front",
    "claimed": "1",
    "nkill": "4",
    "nkillter": "1",
    "nwound": "-99",
    "scite1": "River Post, February 5, 2026.",
}
airwars = {
    "incident_code": "X-001",
    "url": "https://example.org/x-001",
    "date": "2026-02-03",
    "location": "Khartoum",
    "country": "Sudan",
    "lat": "15.55",
    "lon": "32.53",
    "geolocation_accuracy": "Exact location (via invented)",
    "strike_status": "Declared strike",
    "strike_type": "Airstrike",
    "known_belligerents": "Eastern Air Force",
    "civilians_killed_min": "5",
    "civilians_killed_max": "7",
}


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> str:
    """Return rows as a table with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def written(folder: Path, name: str, text: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path

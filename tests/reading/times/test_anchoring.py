"""When a report was written, from its own head."""

from __future__ import annotations

from datetime import date

import pytest

from polybius.reading.times.anchoring import Written, written


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2012-05-16", Written(date(2012, 5, 16))),
        ("2012-05", Written(date(2012, 5, 1), "month")),
        ("2012", Written(date(2012, 1, 1), "year")),
    ],
)
def test_a_given_date_wins_over_the_text(published: str, expected: Written) -> None:
    assert written("PORT ALBA, Westland (March 3, 2001) - Rebels", published) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("PORT ALBA, 3 JAN 90 (AGENCY) -- REBELS", date(1990, 1, 3)),
        ("Rebels leave For Release PORT ALBA, Westland (Sept. 3, 2012) - The", date(2012, 9, 3)),
        ("2012-04-S-046\n\nPORT ALBA, Westland (Apr. 24)\nThe", date(2012, 4, 24)),
        ("Joint Command 2010-12-S-181 PORT ALBA, Westland (Dec. 16) - The", date(2010, 12, 16)),
    ],
)  # fmt: skip
def test_the_head_of_the_text_serves_where_no_date_is_given(text: str, day: date) -> None:
    assert written(text, None).day == day


def test_no_date_is_made_up() -> None:
    assert written("Rebels shelled the port on Tuesday.", None).day is None
    assert written("Rebels shelled the port on Tuesday.", "2012-02-31").day is None

from __future__ import annotations

import re

from polybius.web.models.qr_codes import qr_code, quiet

finder = {(x, y) for x in range(7) for y in range(7)} - {
    (x, y) for x in range(1, 6) for y in range(1, 6) if not (1 < x < 5 and 1 < y < 5)
}
"""Dark modules of the pattern in three corners (ISO/IEC 18004, 6.3.3)."""


def test_a_code_has_its_three_corners_within_a_quiet_zone() -> None:
    made = qr_code("otpauth://totp/Polybius:ada?secret=JBSWY3DPEHPK3PXP&issuer=Polybius")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", made.path)}
    last = made.size - quiet - 7
    for left, top in ((quiet, quiet), (last, quiet), (quiet, last)):
        corner = {(x - left, y - top) for x, y in dark if 0 <= x - left < 7 and 0 <= y - top < 7}
        assert corner == finder
    assert all(quiet <= n < made.size - quiet for point in dark for n in point)

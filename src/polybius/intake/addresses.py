"""Which internet addresses may be asked: public ones, and only at the address that was checked.

A report list or a redirect may name an inner address (a router, a cloud machine's metadata
service). The name is resolved once, every address it resolves to is judged, and the connection
goes to a judged address: a name server that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TypeAlias

from polybius.errors import Unreachable, Where

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Public by number, but answered by the cloud provider's own host (Azure).
_INNER = {ipaddress.ip_address("168.63.129.16")}


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the addresses of ``host`` in the resolver's order.

    Raises:
        Unreachable: there are none, or one of them is not public and that is not allowed.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            f"the name {host} does not resolve ({error}).",
            where=Where(host),
            hint="Check the spelling and the connection.",
        ) from error
    found = list(dict.fromkeys(str(answer[4][0]).split("%")[0] for answer in answers))
    for address in found:
        if not allow_private and not is_public(ipaddress.ip_address(address)):
            raise Unreachable(
                f"{host} leads to the inner address {address}, which is not asked.",
                where=Where(host),
                hint="Allow private addresses if this is meant.",
            )
    return found


def is_public(address: IPAddress) -> bool:
    """Tell whether ``address`` lies in the public internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _wrapped(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and address not in _INNER


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside a mapped, 6to4, Teredo or NAT64 address."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)

"""The networks by which a client is counted: an IPv4 address itself, but of IPv6, where one customer has a whole
prefix, the /64 and at ten times the limit the /48."""

from collections import Counter
from ipaddress import IPv6Address, IPv6Network
from typing import NamedTuple


class Network(NamedTuple):
    """A network by its name, and how many times the limit of one address it may use."""

    name: str
    share: int


def networks(address: str) -> tuple[Network, ...]:
    """Return the networks of an address, the narrowest first; of what is no address, the text itself."""
    if ":" not in address:
        return (Network(address, 1),)
    try:
        # fe80::1%eth0 names an interface too
        parsed = IPv6Address(address.partition("%")[0])
    except ValueError:
        return (Network(address, 1),)
    if parsed.ipv4_mapped:
        return (Network(str(parsed.ipv4_mapped), 1),)
    return Network(_prefix(parsed, 64), 1), Network(_prefix(parsed, 48), 10)


def _prefix(address: IPv6Address, length: int) -> str:
    return str(IPv6Network((address, length), strict=False))


class OpenByNetwork:
    """How many connections or streams each network has open."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def has_room(self, address: str, most: int) -> bool:
        """Whether each network of this address has fewer open than its share of `most`."""
        return all(self._open[network.name] < most * network.share for network in networks(address))

    def add(self, address: str) -> None:
        """Count one that was opened."""
        for network in networks(address):
            self._open[network.name] += 1

    def remove(self, address: str) -> None:
        """Uncount one that was closed."""
        for network in networks(address):
            self._open[network.name] -= 1
            if not self._open[network.name]:
                del self._open[network.name]

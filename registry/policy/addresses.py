"""Network addresses 网络地址: what counts as one where attempts from an address are counted."""

from ipaddress import IPv6Address, ip_address

# What one subscriber holds at least: 2**64 addresses, a new one for every attempt.
_SUBSCRIBER = 64


def network_of(address: str) -> str:
    """Return what attempts from an address are counted by: itself, or of IPv6 its /64.

    An IPv4 address written as IPv6 counts as what it is; what is no address as it stands.
    """
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    network = int(read) >> _SUBSCRIBER << _SUBSCRIBER
    return f"{IPv6Address(network)}/{_SUBSCRIBER}"

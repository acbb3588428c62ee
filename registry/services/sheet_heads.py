"""Whose a summary sheet is and of which round, as its title and its footer say it."""

from registry.services.authorities import authorities
from registry.services.windows import round_name
from registry.sheets.written_sheets import SheetHead


def head_of(authority: str, period: str) -> SheetHead:
    """Return the head of an authority's sheet of a round; without a name for no authority."""
    own = next((one for one in authorities().all if one.code == authority), None)
    return SheetHead(own.place if own else "", own.name if own else "", round_name(period))

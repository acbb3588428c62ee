"""What stands between a summary sheet 汇总表 and its acceptance, besides its findings.

The stamped paper has to be this sheet: its printed code says so, or a person who compared each
page with the rows. That a seal is genuine nothing here says.
"""

from collections.abc import Collection

from registry.policy.printed_codes import Match


def pages_to_check(
    *, written: bool, match: str, pages: int, checked: Collection[int]
) -> tuple[int, ...]:
    """Return the pages of a scan that a person has still to compare with the rows.

    None where the system wrote the sheet and the code on the scan is its own: then the paper
    was printed from these very rows. A sheet that the province made itself carries no code.
    """
    if written and match == Match.MATCHES.value:
        return ()
    return tuple(page for page in range(1, pages + 1) if page not in checked)


def may_be_accepted_by(account: str, *, prepared_by: str, four_eyes: bool) -> bool:
    """Tell whether somebody may accept a sheet that another prepared, or that they did themselves.

    Two people are wanted only where the authority decided so.
    """
    return not four_eyes or account != prepared_by

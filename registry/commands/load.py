"""``reserve load``: check a workbook of the initial load here, go on with an interrupted one."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from jobs import initial_loads
from registry.clock import SHANGHAI
from registry.commands.files import bytes_of
from registry.commands.house import database, show_json
from registry.commands.spoken import SpokenGroup, command
from registry.errors import Refusal
from registry.law import rulebook
from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.services.initial_loads import CheckedLoad, summary_of
from registry.services.initial_loads import check as check_workbook
from registry.sheets.limits import UPLOAD_BYTES

BLOCKED = 1


class LoadNotRecognised(Refusal):
    """Nothing in the file is a sheet of the initial load."""

    code = "load_not_recognised"
    status = 422


@command("check", "cli_load_check")
@click.argument("file")
def check(*, file: str, as_json: bool) -> int:
    """Judge a workbook against the library and write nothing; exit 1 where a row is refused.

    Raises LoadNotRecognised for a file of another kind.
    """
    content = bytes_of(file, UPLOAD_BYTES)
    with database() as at:
        on = at.astimezone(SHANGHAI).date()
        checked = check_workbook(content, Path(file).name, on=on, rulebook=rulebook())
    if not checked.read.sheets:
        reasons = "\n".join(say_finding(finding) for finding in checked.read.findings)
        raise LoadNotRecognised(path=file, reasons=reasons)
    summary = summary_of(checked)
    if as_json:
        show_json(_shape(checked, summary))
    else:
        _show(checked, summary)
    return BLOCKED if summary["refused_rows"] or checked.blocked else 0


@command("resume", "cli_load_resume")
def resume(*, as_json: bool) -> None:
    """Carry every decided load to its end; one that a worker is at is left to it."""
    with database() as at:
        resumed = initial_loads.run(at=at, rulebook=rulebook())
    if as_json:
        show_json([asdict(one) for one in resumed])
        return
    for one in resumed:
        click.echo(say("load_resumed", number=one.number))
    if not resumed:
        click.echo(say("load_nothing_to_resume"))


def _findings(checked: CheckedLoad) -> list[tuple[str, Finding]]:
    whole = [("", finding) for finding in checked.read.findings]
    return whole + [
        (key.value, finding) for key in checked.read.sheets for finding in checked.findings_of(key)
    ]


def _show(checked: CheckedLoad, summary: dict[str, Any]) -> None:
    for sheet, finding in _findings(checked):
        code = "load_line" if finding.column else "load_line_row"
        words = {
            "sheet": say(f"load_sheet_{sheet}") if sheet else "",
            "row": finding.row,
            "column": finding.column,
            "severity": say(f"state_{finding.severity.value}"),
            "message": say_finding(finding),
        }
        click.echo(say(code if sheet and finding.row else "load_line_whole", **words))
    for one in summary["sheets"]:
        counts = {name: one[name] for name in ("new", "matched", "refused")}
        click.echo(say("load_counts", sheet=say(f"load_sheet_{one['sheet']}"), **counts))
    counts = {name: summary[f"{name}_rows"] for name in ("new", "matched", "refused")}
    click.echo(say("load_verdict", rows=summary["row_count"], **counts))


def _shape(checked: CheckedLoad, summary: dict[str, Any]) -> dict[str, Any]:
    """Return the shape scripts rely on: the counts in all and by sheet, and every finding."""
    counted = ("sheet", "rows", "new", "matched", "refused")
    return {
        "rows": summary["row_count"],
        **{name: summary[f"{name}_rows"] for name in ("new", "matched", "refused")},
        "sheets": [{name: one[name] for name in counted} for one in summary["sheets"]],
        "findings": [
            {
                "sheet": sheet,
                "row": finding.row,
                "column": finding.column,
                "severity": finding.severity.value,
                "code": finding.code,
                "message": say_finding(finding),
                "read": finding.read,
                "wanted": finding.wanted,
                "clause": finding.clause,
            }
            for sheet, finding in _findings(checked)
        ],
    }


load = SpokenGroup(
    "load",
    help="cli_load",
    no_args_is_help=True,
    table={
        "check": ("registry.commands.load:check", "cli_load_check"),
        "resume": ("registry.commands.load:resume", "cli_load_resume"),
    },
)

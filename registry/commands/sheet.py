"""``reserve sheet``: check a summary sheet here, upload it, go on with an admission."""

import sys
from collections import Counter
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import click

from config.settings import load_settings
from registry.authorities import Authorities, load_authorities
from registry.clock import SHANGHAI
from registry.commands.files import bytes_of
from registry.commands.house import clock_of, show_json
from registry.commands.spoken import SpokenGroup, command, option
from registry.commands.token import token_of
from registry.errors import Refusal
from registry.gateways.reserve_api import Upload, upload_sheet, write_sheet
from registry.law import NATIONAL, rulebook
from registry.messages import say, say_finding
from registry.policy.findings import Finding
from registry.policy.periods import PeriodError, letter_of
from registry.policy.summary_sheet_rows import SheetContext
from registry.policy.vocabulary import Severity
from registry.sheets.checking import CheckedSheet, check_file
from registry.sheets.checking import as_json as shape
from registry.sheets.limits import UPLOAD_BYTES
from registry.taxonomies import latest_taxonomy

BLOCKED = 1


class AuthorityUnknown(Refusal):
    """No reporting authority has this code."""

    code = "sheet_authority_unknown"
    status = 422


class RoundWrong(Refusal):
    """Not an adjustment round."""

    code = "sheet_period_wrong"
    status = 422


_authority = option("--authority", required=True, help="cli_option_authority")
_period = option("--period", required=True, help="cli_option_period")


@command("check", "cli_sheet_check")
@click.argument("file")
@_authority
@_period
def check(*, file: str, authority: str, period: str, as_json: bool) -> int:
    """Judge a file without service or database; exit 1 where something blocks."""
    authorities = _authorities(authority)
    _check_round(period)
    content = bytes_of(file, UPLOAD_BYTES)
    today = clock_of(load_settings()).now().astimezone(SHANGHAI).date()
    context = SheetContext(
        authority=authority,
        period=period,
        on=today,
        authority_names=authorities.names,
        places=authorities.places,
        taxonomy=latest_taxonomy(),
    )
    checked = check_file(content, Path(file).name, context, rulebook().programme(NATIONAL))
    if as_json:
        show_json(shape(checked))
    else:
        _show(checked)
    blocks = any(finding.severity is Severity.BLOCKING for finding in checked.findings)
    return BLOCKED if blocks else 0


@command("upload", "cli_sheet_upload")
@click.argument("file")
@_authority
@_period
@option("--url", help="cli_option_url")
@option("--token-file", help="cli_option_token_file")
def upload(
    *, file: str, authority: str, period: str, url: str | None, token_file: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Send a file to a running service, with a progress bar on standard error."""
    _authorities(authority)
    _check_round(period)
    settings = load_settings()
    address = (url or settings.service_url).rstrip("/")
    token = token_of(settings, token_file)
    name = Path(file).name
    content = bytes_of(file, UPLOAD_BYTES)
    sending = Upload(authority, period, name, content, key=uuid4().hex)
    label = say("sheet_uploading", name=name)
    with click.progressbar(length=len(content), label=label, file=sys.stderr) as bar:
        answer = upload_sheet(address, token, sending, bar.update)
    if as_json:
        show_json(answer)
        return
    number = str(answer.get("number", ""))
    page = f"{address}/summary-sheets/{quote(number)}"
    click.echo(say("sheet_uploaded", name=name, number=number, address=page))


@command("write", "cli_sheet_write")
@_authority
@_period
@option("--url", help="cli_option_url")
@option("--token-file", help="cli_option_token_file")
def write(
    *, authority: str, period: str, url: str | None, token_file: str | None, as_json: bool
) -> None:
    """Have a running service write the sheet of what is recommended."""
    _authorities(authority)
    _check_round(period)
    settings = load_settings()
    address = (url or settings.service_url).rstrip("/")
    token = token_of(settings, token_file)
    answer = write_sheet(address, token, authority, period, key=uuid4().hex)
    if as_json:
        show_json(answer)
        return
    number = str(answer.get("number", ""))
    page = f"{address}/summary-sheets/{quote(number)}"
    click.echo(say("sheet_was_written", number=number, rows=answer.get("rows", 0), address=page))


def _authorities(code: str) -> Authorities:
    """Return the authorities. Raises AuthorityUnknown where none has this code."""
    authorities = load_authorities()
    if code not in authorities.codes:
        raise AuthorityUnknown(read=code)
    return authorities


def _check_round(period: str) -> None:
    try:
        letter = letter_of(period)
    except PeriodError as error:
        raise RoundWrong(read=period) from error
    if letter != "H":
        raise RoundWrong(read=period)


def _show(checked: CheckedSheet) -> None:
    for finding in checked.findings:
        click.echo(_line(finding))
    count = Counter(finding.severity.value for finding in checked.findings)
    tally = {severity.value: count[severity.value] for severity in Severity}
    click.echo(say("sheet_verdict", rows=len(checked.rows), **tally))


def _line(finding: Finding) -> str:
    severity = say(f"state_{finding.severity.value}")
    code = "sheet_line" if finding.column else "sheet_line_row"
    return say(
        code if finding.row else "sheet_line_whole",
        row=finding.row,
        column=finding.column,
        severity=severity,
        message=say_finding(finding),
    )


sheet = SpokenGroup(
    "sheet",
    help="cli_sheet",
    no_args_is_help=True,
    table={
        "check": ("registry.commands.sheet:check", "cli_sheet_check"),
        "upload": ("registry.commands.sheet:upload", "cli_sheet_upload"),
        "write": ("registry.commands.sheet:write", "cli_sheet_write"),
        "template": ("registry.commands.sheet_papers:template", "cli_sheet_template"),
        "annotated": ("registry.commands.sheet_papers:annotated", "cli_sheet_annotated"),
        "scan": ("registry.commands.sheet_papers:scan", "cli_sheet_scan"),
        "accept": ("registry.commands.sheet_papers:accept", "cli_sheet_accept"),
        "reconcile": (
            "registry.commands.sheet_reconciliation:reconcile",
            "cli_sheet_reconcile",
        ),
        "resume": ("registry.commands.resume:resume", "cli_sheet_resume"),
    },
)

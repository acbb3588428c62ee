"""``reserve sheet``: template and marked workbook from a service, scan and acceptance to it."""

from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import click

from config.settings import load_settings
from registry.commands.files import bytes_of
from registry.commands.house import show_json
from registry.commands.spoken import command, option
from registry.commands.token import token_of
from registry.errors import Refusal
from registry.gateways.reserve_api import StampedUpload, act_on_sheet, fetch_file
from registry.messages import say
from registry.scans.limits import UPLOAD_BYTES
from registry.services.new_files import new_file

_url = option("--url", help="cli_option_url")
_token_file = option("--token-file", help="cli_option_token_file")


class FileNotWritten(Refusal):
    """A file of that name is there already, or cannot be written."""

    code = "cli_file_not_written"
    status = 409


@command("template", "cli_sheet_template")
@click.argument("file")
@_url
@_token_file
def template(*, file: str, url: str | None, token_file: str | None, as_json: bool) -> None:
    """Save the template of the round at hand."""
    _save("summary-sheets/template.xlsx", file, url, token_file, as_json=as_json)


@command("annotated", "cli_sheet_annotated")
@click.argument("number")
@click.argument("file")
@_url
@_token_file
def annotated(
    *, number: str, file: str, url: str | None, token_file: str | None, as_json: bool
) -> None:
    """Save a received sheet with what was found marked in it."""
    path = f"summary-sheets/{quote(number, safe='')}/annotated.xlsx"
    _save(path, file, url, token_file, as_json=as_json)


@command("scan", "cli_sheet_scan")
@click.argument("number")
@click.argument("file")
@option("--declared", is_flag=True, help="cli_option_declared")
@_url
@_token_file
def scan(
    *, number: str, file: str, declared: bool, url: str | None, token_file: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Bring the stamped scan of a received sheet."""
    address, token = _service(url, token_file)
    paper = _paper(file, declared=declared)
    answer = act_on_sheet(address, token, number, "scan", paper, key=uuid4().hex)
    if as_json:
        show_json(answer)
        return
    page = f"{address}/summary-sheets/{quote(number)}"
    click.echo(say("sheet_scan_brought", number=number, address=page))


@command("accept", "cli_sheet_accept")
@click.argument("number")
@option("--scan", help="cli_option_scan")
@option("--declared", is_flag=True, help="cli_option_declared")
@_url
@_token_file
def accept(
    *, number: str, scan: str | None, declared: bool, url: str | None, token_file: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Accept a received sheet; the service admits its rows."""
    address, token = _service(url, token_file)
    paper = _paper(scan, declared=declared) if scan else None
    answer = act_on_sheet(address, token, number, "acceptance", paper, key=uuid4().hex)
    if as_json:
        show_json(answer)
        return
    page = f"{address}/summary-sheets/{quote(number)}"
    click.echo(say("sheet_was_accepted", number=number, address=page))


def _service(url: str | None, token_file: str | None) -> tuple[str, str]:
    settings = load_settings()
    return (url or settings.service_url).rstrip("/"), token_of(settings, token_file)


def _paper(file: str, *, declared: bool) -> StampedUpload:
    return StampedUpload(Path(file).name, bytes_of(file, UPLOAD_BYTES), declared)


def _save(path: str, file: str, url: str | None, token_file: str | None, *, as_json: bool) -> None:
    """Fetch a file and write it under a new name. Raises FileNotWritten."""
    address, token = _service(url, token_file)
    content = fetch_file(address, token, path)
    try:
        with new_file(Path(file)) as stream:
            stream.write(content)
    except OSError as error:
        raise FileNotWritten(path=file) from error
    if as_json:
        show_json({"file": file, "size": len(content)})
        return
    click.echo(say("sheet_saved", path=file))

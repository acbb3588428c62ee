"""``reserve demo``: a training service on a made-up year, in a data directory of its own."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from config.settings import Settings, load_settings
from registry.clock import SHANGHAI
from registry.commands.house import note, show_json
from registry.commands.spoken import command, option
from registry.database import connect, disconnect, ensure_indexes, mongodb_uri
from registry.demo.people import PASSWORD
from registry.demo.year import SignIn, seed, sign_ins
from registry.documents.catalogue import all_documents
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.messages import say
from registry.serving import anchored, check_address, embedded_database, listen, owned

_START = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
_FOLDER = "demo"
_SEEDED = "seeded"
_KEPT = frozenset({"service.lock"})


@command("demo", "cli_demo")
@option("--fresh", is_flag=True, help="cli_demo_fresh")
@option("--seed-only", is_flag=True, help="cli_demo_seed_only")
def demo(*, fresh: bool, seed_only: bool, as_json: bool) -> None:
    """Seed the demo year once, then serve it with the training clock."""
    settings = training_settings(load_settings(training=True))
    with owned(settings):
        if not seed_only:
            check_address(settings)
        if fresh or not (settings.data / _SEEDED).exists():
            _empty(settings.data)
        with embedded_database(settings) as server:
            shown = _seeded(settings)
            if seed_only:
                _show(shown, as_json=as_json)
            else:
                announce = _announcement(shown, settings.training_clock, as_json=as_json)
                listen(settings, announce, server)


def training_settings(settings: Settings) -> Settings:
    """Return the settings of the training service: its own folder and database, its own clock.

    A cluster named by the operator is left alone, and so are the real service's secrets.
    """
    return anchored(
        replace(
            settings,
            data=settings.data / _FOLDER,
            mongodb_uri="",
            secret_key="",
            training=True,
            training_clock=settings.training_clock or _START,
            secure_cookies=False,
            # The sign-ins printed at the start should stay on the screen.
            log_level="WARNING" if settings.log_level == "INFO" else settings.log_level,
        )
    )


def _empty(data: Path) -> None:
    """Throw away a demo year that is not wanted, or was interrupted half-way."""
    for inside in data.iterdir():
        if inside.name in _KEPT:
            continue
        if inside.is_dir():
            shutil.rmtree(inside)
        else:
            inside.unlink()


def _seeded(settings: Settings) -> list[SignIn]:
    """Seed where that was not done yet; return the sign-ins to show."""
    mark = settings.data / _SEEDED
    connect(mongodb_uri(settings), settings.database)
    try:
        ensure_indexes(all_documents())
        if mark.exists():
            note(say("demo_kept"))
        else:
            seed(settings, _report)
            mark.touch()
            counts = {"platforms": Platform.objects.count()}
            note(say("demo_seeded", updates=QuarterlyUpdate.objects.count(), **counts))
        return sign_ins()
    finally:
        disconnect()


def _report(step: str, done: int, steps: int) -> None:
    note(f"{say('demo_seeding')} [{done}/{steps}] {step}")


def _announcement(
    shown: list[SignIn], clock: datetime | None, *, as_json: bool
) -> Callable[[str], None]:
    def announce(address: str) -> None:
        _show(shown, as_json=as_json, address=address)
        if clock and not as_json:
            click.echo(say("demo_serving", address=address, clock=f"{clock:%Y-%m-%d %H:%M}"))

    return announce


def _show(shown: list[SignIn], *, as_json: bool, address: str = "") -> None:
    if as_json:
        accounts = [{"username": one.username, "who": one.who} for one in shown]
        show_json({"address": address, "password": PASSWORD, "accounts": accounts})
        return
    click.echo(say("demo_table", password=PASSWORD))
    width = max(len(one.username) for one in shown)
    for one in shown:
        username = one.username.ljust(width)
        click.echo(say("demo_line", username=username, who=one.who, shows=one.shows))
    click.echo(say("demo_made_up"))

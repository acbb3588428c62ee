"""``reserve doctor``: what is wrong with this machine or these settings, and how to mend it."""

from collections import Counter

import click

from config.settings import load_settings
from registry.clock import Clock
from registry.commands.house import clock_of, show_json
from registry.commands.spoken import command
from registry.doctor.diagnosis import Diagnosis, Verdict
from registry.doctor.examination import connected, examine
from registry.messages import say
from registry.serving import address_hindrance, running_service

_WRONG = 1


@command("doctor", "cli_doctor")
def doctor(*, as_json: bool) -> int:
    """Examine machine, settings and database; exit 1 where something is wrong."""
    settings = load_settings()
    running = running_service(settings.data)
    if running and running.training:
        settings = load_settings(training=True)
    serving = running is not None
    with connected(settings) as hindrance:
        found = tuple(
            examine(
                settings,
                serving=serving,
                address="" if serving else address_hindrance(settings),
                at=clock_of(settings).now(),
                wall=Clock().wall(),
                hindrance=hindrance,
            )
        )
    if as_json:
        show_json([_shape(one) for one in found])
    else:
        _show(found)
    return _WRONG if any(one.verdict is Verdict.WRONG for one in found) else 0


def _show(found: tuple[Diagnosis, ...]) -> None:
    for one in found:
        check = say(f"doctor_check_{one.check}")
        click.echo(say("doctor_line", verdict=say(f"doctor_verdict_{one.verdict}"), check=check))
        if one.code:
            click.echo(say("doctor_advice", sentence=say(one.code, **one.params)))
    counts = Counter(one.verdict for one in found)
    click.echo(say("doctor_total", **{verdict.value: counts[verdict] for verdict in Verdict}))


def _shape(one: Diagnosis) -> dict[str, object]:
    return {
        "check": one.check,
        "verdict": one.verdict.value,
        "code": one.code,
        "message": say(one.code, **one.params) if one.code else "",
    }

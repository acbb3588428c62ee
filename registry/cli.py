"""``reserve``: one console command, its table of subcommands, and its exit codes.

0 done, 1 findings that block, 2 wrong usage, unreadable input or a refusal, 70 a fault of
the program, 130 interrupted. What went wrong is said in a Chinese sentence, never in a traceback.
"""

import importlib
import os
import signal
import sys

from registry.commands.spoken import SpokenGroup, take_language

_TABLE = {
    "serve": ("registry.commands.serve:serve", "cli_serve"),
    "demo": ("registry.commands.demo:demo", "cli_demo"),
    "windows": ("registry.commands.windows:windows", "cli_windows"),
    "sheet": ("registry.commands.sheet:sheet", "cli_sheet"),
    "load": ("registry.commands.load:load", "cli_load"),
    "register-extract": (
        "registry.commands.register_extract:register_extract",
        "cli_register_extract",
    ),
    "accounts": ("registry.commands.accounts:accounts", "cli_accounts"),
    "settings": ("registry.commands.settings:settings", "cli_settings"),
    "doctor": ("registry.commands.doctor:doctor", "cli_doctor"),
    "jobs": ("registry.commands.jobs:jobs", "cli_jobs"),
    "backup": ("registry.commands.backup:backup", "cli_backup"),
    "restore": ("registry.commands.backup:restore", "cli_restore"),
    "audit": ("registry.commands.audit:audit", "cli_audit"),
    "duties": ("registry.commands.duties:duties", "cli_duties"),
    "deliveries": ("registry.commands.deliveries:deliveries", "cli_deliveries"),
    "calendar": ("registry.commands.calendar:calendar", "cli_calendar"),
}

# These run until they are told to stop, and each knows what it does then.
_SERVING = frozenset({"serve", "demo", "jobs"})

reserve = SpokenGroup("reserve", table=_TABLE, help="cli_reserve", no_args_is_help=True)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        language, rest = take_language(given)
        if arguments is None and not _SERVING.intersection(rest[:1]):
            # Our own process: as Ctrl+C, what was begun is cleared away, and it is said.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        answer = reserve.main(rest, prog_name="reserve", standalone_mode=False, obj=language)
    except BrokenPipeError:
        # Whoever read our output has left; Python would complain once more at its own exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last stop: each becomes a sentence
        # Imported only now: it knows the database's errors, and --help shall not wait for them.
        failures = importlib.import_module("registry.commands.failures")
        code: int = failures.explain(error)
        return code
    return answer if isinstance(answer, int) else 0


if __name__ == "__main__":
    sys.exit(main())

"""A small application that shows every macro once, on made-up content (styleguide.toml)."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, render_template

from registry.clock import SHANGHAI
from registry.errors import NotAllowed
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity, WindowKind
from registry.policy.windows import Window
from registry.web.shell import Account, Link, Shell, init_shell

AT = datetime(2026, 12, 29, 17, 0, tzinfo=SHANGHAI)
DAYS = tuple(date(2026, 12, day) for day in (25, 28, 29, 30, 31))
CSP = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"


def a_window(kind: WindowKind = WindowKind.QUARTERLY_UPDATE, *, provisional: bool = True) -> Window:
    """Return the December window of 2026."""
    quarterly = kind == WindowKind.QUARTERLY_UPDATE
    return Window(
        kind=kind,
        period="2026Q4" if quarterly else "2026H2",
        days=DAYS,
        opens_at=datetime(2026, 12, 25, tzinfo=SHANGHAI),
        closes_at=datetime(2027, 1, 1, tzinfo=SHANGHAI),
        provisional=provisional,
        clause="二（三）" if quarterly else "二（五）",
        source="text",
        readings=(DAYS,),
    )


def a_shell(ask: bool) -> Shell:  # noqa: FBT001 - the shape init_shell asks for
    """Return the surroundings of a provincial reviewer in training mode."""
    named = ("首页", "储备库", "汇总表", "填报情况", "填报窗口")
    links = tuple(Link(name, f"/{at}" if at else "/") for at, name in enumerate(named))
    return Shell(
        now=datetime(2026, 12, 28, 1, 0, tzinfo=UTC),
        training=True,
        version="3f9a1c07be42",
        request_id="9c41d0aa7b3e5f12",
        navigation=links if ask else (),
        account=Account("王敏", "省级审核员") if ask else None,
        sign_in="/login",
        sign_out="/logout",
        help="/help",
    )


def an_app() -> Flask:
    """Return a small application with the shell, the style guide and an error page."""
    app = Flask("styleguide", static_folder=None)
    app.config.update(SECRET_KEY="for the style guide", TESTING=True)
    init_shell(app, a_shell)

    @app.get("/")
    def styleguide() -> str:
        return render_template("styleguide.html", sample=sample())

    @app.get("/error/<int:status>")
    def error(status: int) -> str:
        problem = {"status": status, "message": "出错的原因。", "request_id": "9c41d0aa7b3e5f12"}
        return render_template("errors/problem.html", problem=problem)

    @app.after_request
    def strict(response: Any) -> Any:  # noqa: ANN401 - Flask's response
        response.headers["Content-Security-Policy"] = CSP
        return response

    return app


def findings() -> list[Finding]:
    """Return one finding of each severity, said with sentences that always exist."""
    ruling = "汇总表数值的读法"
    return [
        Finding("invalid", Severity.BLOCKING, row=6, column="D", clause="一（二）1"),
        Finding("too_many_requests", Severity.WARNING, row=9, column="G"),
        Finding("refused", Severity.NOTE, row=12, column="B", clause=ruling, source="house_ruling"),
    ]


def sample() -> dict[str, Any]:
    """Return everything the style guide shows."""
    path = Path(__file__).with_name("styleguide.toml")
    content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    adjustment = a_window(WindowKind.ADJUSTMENT, provisional=False)
    return content | {
        "findings": findings(),
        "refusal": NotAllowed(clause="二（三）"),
        "windows": [
            (a_window(), AT),
            (adjustment, datetime(2026, 12, 31, 12, tzinfo=UTC)),
            (adjustment, datetime(2026, 11, 20, tzinfo=UTC)),
        ],
    }

"""The pages: server-rendered, Chinese, one module per noun. No rule stands here."""

import importlib
import pkgutil

from flask import Flask, Response, json, request
from flask_wtf.csrf import CSRFProtect

from registry import desensitising
from registry.web.shell import init_shell
from registry.web.sign_in import init_sign_in

_NOT_NOUNS = {
    "shell",
    "application_contents",
    "appeal_views",
    "ban_views",
    "board_views",
    "chase_views",
    "formats",
    "given_files",
    "application_views",
    "evidence",
    "filters",
    "incident_views",
    "message_views",
    "removal_views",
    "eligibility_views",
    "sign_in",
    "steps",
    "adjustment_views",
    "initial_load_views",
    "major_change_views",
    "platform_story",
    "platform_views",
    "review_views",
    "quarterly_update_views",
    "realtime_update_views",
    "summary_sheet_views",
    "unreported_change_views",
    "update_explanation_views",
    "condition_finding_views",
    "log_filters",
    "once",
    "printed",
    "ledger_words",
    "tones",
}


def init_pages(app: Flask) -> None:
    """Register the shell, sign-in and every noun's pages.

    A noun's module names its blueprint ``blueprint``. Every form carries a CSRF token; the
    API takes no cookies and needs none.
    """
    csrf = CSRFProtect(app)
    app.extensions["reserve_csrf"] = csrf
    init_shell(app)
    init_sign_in(app)
    app.before_request(_look)
    app.after_request(desensitising.tell)
    app.after_request(_tell_script)
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NOT_NOUNS:
            noun = importlib.import_module(f"{__name__}.{module.name}")
            app.register_blueprint(noun.blueprint)


def _look() -> None:
    """Look at what a page is sent, after who sends it is known and before its view."""
    if not request.path.startswith("/api/"):
        desensitising.look_at_page()


def _tell_script(response: Response) -> Response:
    """Tell a script where an upload leads, instead of leading it there.

    Followed by the script, the page there would say its message to nobody.
    """
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" and response.location:
        response.set_data(json.dumps({"location": response.location}))
        response.mimetype = "application/json"
        response.status_code = 200
        del response.headers["Location"]
    return response

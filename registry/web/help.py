"""Help: what each window asks, how to mend a sheet, how to check a receipt, whom to ask."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.services.windows import windows_of_day

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
def index() -> ResponseReturnValue:
    """Show the help page; it is the same for everybody."""
    windows = windows_of_day(edge.arrival(), **edge.law())
    return render_template("help/index.html", windows=windows)

"""The API's documents for people: Swagger UI from its package, served by this house."""

from pathlib import Path

import flask_swagger_ui
from flask import Blueprint, render_template, send_from_directory
from flask.typing import ResponseReturnValue

_DIST = Path(flask_swagger_ui.__file__).parent / "dist"

blueprint = Blueprint("api_documents", __name__)


@blueprint.get("/docs")
def show() -> ResponseReturnValue:
    """Show the API's operations, to read and to try with one's own token."""
    return render_template("api_documents.html")


@blueprint.get("/docs/assets/<path:name>")
def asset(name: str) -> ResponseReturnValue:
    """Serve one of Swagger UI's own files."""
    return send_from_directory(_DIST, name, max_age=3600)

"""The summary sheet that the system writes: made with one press, printed to be stamped."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.policy.printed_codes import written
from registry.services.sheet_heads import head_of
from registry.services.written_sheets import printed_sheet, write_sheet
from registry.sheets.forms import load_form
from registry.web.printed import code_picture

blueprint = Blueprint("written_sheets", __name__)


@blueprint.post("/summary-sheets/written")
@limiter.limit(UPLOADS)
def create() -> ResponseReturnValue:
    """Write the sheet of what the authority recommends, and go to it."""
    period = edge.text_of(request.form, "period")
    done = write_sheet(edge.actor().authority, period, **edge.circumstances())
    flash(say("sheet_written_now" if done.created else "sheet_written_before"), "success")
    address = url_for("summary_sheets.show", number=done.sheet.number)
    return redirect(address, HTTPStatus.SEE_OTHER)


@blueprint.get("/summary-sheets/<number>/print")
def show(number: str) -> ResponseReturnValue:
    """Show a sheet as it is printed: A4 across, its code at the head."""
    done = printed_sheet(number, by=edge.actor())
    form, head = load_form(), head_of(done.sheet.authority, done.sheet.period)
    return render_template(
        "summary_sheets/print.html",
        sheet=done.sheet,
        rows=done.rows,
        form=form,
        head=head,
        title=head.title(form),
        code=done.code,
        picture=code_picture(written(done.code)),
    )

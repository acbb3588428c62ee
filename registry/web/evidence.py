"""Evidence 证明材料 by page, for every noun that keeps it: handed in, and marked as withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import edge
from registry.documents.evidence import Paper
from registry.downloads import attachment
from registry.errors import Refusal
from registry.limits import UPLOADS, limiter
from registry.messages import say
from registry.services.evidence import Desk, GivenPaper, files_of, withdrawals_of
from registry.versions import version_in_form
from registry.web.given_files import faults_of, given_file
from registry.web.printed import attachment_lines
from registry.web.shell import error_list


def side_word(paper: Paper) -> str:
    """Say whose a file is."""
    return say(f"evidence_of_{paper.side}")


@dataclass(frozen=True, slots=True)
class EvidencePages:
    """The pages of one noun's evidence; ``register`` gives them to its blueprint.

    ``name`` is the blueprint's, and begins the noun's own sentences: _taken, _none, _readers,
    _mistaken, and _closed where it may take none. ``noun`` is its name in the ledger, ``home``
    the endpoint of a record. ``word`` says what stands by a file, ``choices`` what it may
    speak to.
    """

    name: str
    path: str
    desk: Desk
    noun: str
    home: str
    word: Callable[[Paper], str] = side_word
    choices: Callable[[], Sequence[tuple[str, str]]] = tuple

    def register(self, blueprint: Blueprint) -> None:
        """Give a blueprint the six addresses."""
        one = f"{self.path}/<paper_id>"
        for method, rule, name, view in (
            ("GET", self.path, "show", self.show),
            ("POST", self.path, "add", self.add),
            ("GET", one, "paper", self.paper),
            ("GET", f"{one}/picture", "picture", self.picture),
            ("GET", f"{one}/withdrawal", "withdrawal", self.withdrawal),
            ("POST", f"{one}/withdrawal", "withdraw", self.withdraw),
        ):
            blueprint.add_url_rule(rule, name, view, methods=[method])

    def show(self, number: str) -> ResponseReturnValue:
        """Show what was handed in, and ask for more while any is taken."""
        return self._page(number)

    @limiter.limit(UPLOADS)
    def add(self, number: str) -> ResponseReturnValue:
        """Take a file."""
        self.desk.to_add(number, by=edge.actor())
        given = GivenPaper(
            *given_file(),
            declared=edge.text_of(request.form, "declared") == "1",
            supports=self._supports(),
        )
        try:
            self.desk.add(
                number, given, version=version_in_form(request.form), by=edge.actor(),
                at=edge.arrival(), rulebook=edge.rulebook(),
            )  # fmt: skip
        except Refusal as refused:
            return self._page(number, refused), refused.status
        flash(say(f"{self.name}_taken"), "success")
        return self._back(number)

    def paper(self, number: str, paper_id: str) -> Response:
        """Hand a file out."""
        out = self.desk.paper_out(number, paper_id, preview=False, by=edge.actor())
        return attachment(out.content, name=out.name, media_type=out.media_type)

    def picture(self, number: str, paper_id: str) -> Response:
        """Give the small picture of a file's first page."""
        out = self.desk.paper_out(number, paper_id, preview=True, by=edge.actor())
        return Response(out.content, content_type=out.media_type)

    def withdrawal(self, number: str, paper_id: str) -> ResponseReturnValue:
        """Ask why a file is withdrawn."""
        return self._withdrawal_page(number, paper_id)

    def withdraw(self, number: str, paper_id: str) -> ResponseReturnValue:
        """Mark a file as withdrawn, with a reason."""
        reason, version = edge.text_of(request.form, "reason"), version_in_form(request.form)
        try:
            self.desk.withdraw(
                number, paper_id, reason, version=version, by=edge.actor(), at=edge.arrival()
            )  # fmt: skip - one call
        except Refusal as refused:
            return self._withdrawal_page(number, paper_id, refused), refused.status
        flash(say("evidence_withdrawn_now"), "success")
        return self._back(number)

    def shown(self, found: Any) -> dict[str, Any]:  # noqa: ANN401 - the noun's record
        """Return what ``evidence_list`` draws: what stands, what was withdrawn, what may be."""
        words = {one.file.id: self.word(one) for one in found.evidence}
        lines = [
            replace(line, supports=words[line.id])
            for line in attachment_lines(
                files_of(found),
                lambda one, preview: url_for(
                    f"{self.name}.{'picture' if preview else 'paper'}",
                    number=found.number,
                    paper_id=one,
                ),
                {},
            )
        ]
        marks, by, at = withdrawals_of(found), edge.actor(), edge.arrival()
        may_go = [p for p in found.evidence if self.desk.withdrawable(found, p, by=by, at=at)]
        return {
            "standing": [one for one in lines if one.id not in marks],
            "withdrawn": [one for one in lines if one.id in marks],
            "marks": marks,
            "withdrawals": {
                one.file.id: url_for(
                    f"{self.name}.withdrawal", number=found.number, paper_id=one.file.id
                )
                for one in may_go
            },
        }

    def _page(self, number: str, refused: Refusal | None = None) -> str:
        found = self.desk.to_add(number, by=edge.actor())
        faults = faults_of(refused)
        return render_template(
            "evidence/papers.html",
            pages=self,
            found=found,
            evidence=self.shown(found),
            takes_files=self.desk.takes_files(found, edge.arrival()),
            choices=self.choices(),
            supports=self._supports(),
            faults=faults,
            errors=error_list(faults, ("supports", "file", "declared")),
            errors_kept=say("evidence_again"),
            refused=refused if refused and not faults else None,
        )

    def _withdrawal_page(self, number: str, paper_id: str, refused: Refusal | None = None) -> str:
        found, paper = self.desk.to_withdraw(number, paper_id, by=edge.actor())
        shown = self.shown(found)
        return render_template(
            "evidence/withdrawal.html",
            pages=self,
            found=found,
            evidence=shown,
            line=next(
                one for one in shown["standing"] + shown["withdrawn"] if one.id == paper.file.id
            ),
            typed_reason=edge.text_of(request.form, "reason"),
            refused=refused,
            errors=error_list(refused.fields if refused else {}),
        )

    def _supports(self) -> str:
        return edge.text_of(request.form, "supports") if self.choices() else ""

    def _back(self, number: str) -> ResponseReturnValue:
        return redirect(url_for(f"{self.name}.show", number=number), 303)

"""Evidence over the API, for every noun that keeps it: hand a file in, withdraw it, read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.datastructures import FileStorage

from registry import edge
from registry.api.bodies import MULTIPART
from registry.api.idempotency import idempotent
from registry.api.openapi import ETAG, limited, versioned
from registry.doors import first
from registry.downloads import attachment
from registry.limits import UPLOADS
from registry.services.evidence import Desk, GivenPaper
from registry.versions import expected_version
from schemas.attachments import DeclaredFileBody
from schemas.evidence import PaperWithdrawalBody

View = TypeVar("View", bound=Callable[..., Response])


@dataclass(frozen=True, slots=True)
class EvidenceDoor:
    """What a noun gives its operations on evidence.

    ``schema`` and ``shown`` answer with its record; ``noun`` and ``rule`` are said of it in
    the document: how it is called, and until when a file may be withdrawn.
    """

    path: str
    desk: Desk
    schema: type[Schema]
    shown: Callable[[Any], Response]
    noun: str
    rule: str
    body: type[Schema] = DeclaredFileBody


def evidence_operations(blueprint: Blueprint, door: EvidenceDoor) -> None:
    """Give a noun's blueprint its three operations: ``add``, ``withdraw``, ``paper``."""
    _adding(blueprint, door)
    _withdrawing(blueprint, door)
    _reading(blueprint, door)


def _adding(blueprint: Blueprint, door: EvidenceDoor) -> None:
    @blueprint.post(door.path)
    @limited(UPLOADS)
    @first(lambda number: door.desk.to_add(number, by=edge.actor()))
    @versioned
    @idempotent
    @blueprint.arguments(door.body, **MULTIPART)
    @blueprint.response(200, door.schema, headers=ETAG)
    @blueprint.alt_response(409, "CONFLICT")
    @blueprint.doc(
        summary=f"为{door.noun}上传证明材料；If-Match 填读到的 ETag",
        description="按内容识别类型；带宏、脚本、密级标志的不收（422）。只增不删：传错的注明原因"
        f"撤回，仍然列出。{door.rule}",
    )
    @_counted_for(blueprint)
    def add(body: dict[str, Any], number: str) -> Response:
        """Hand a file in."""
        file: FileStorage = body.pop("file")
        given = GivenPaper(file.stream.read(), file.filename or "", **body)
        made = door.desk.add(
            number, given, version=expected_version(), by=edge.actor(), at=edge.arrival(),
            rulebook=edge.rulebook(),
        )  # fmt: skip
        return door.shown(made)


def _withdrawing(blueprint: Blueprint, door: EvidenceDoor) -> None:
    @blueprint.post(f"{door.path}/<paper_id>/withdrawal")
    @first(lambda number, paper_id: door.desk.to_withdraw(number, paper_id, by=edge.actor()))
    @versioned
    @idempotent
    @blueprint.arguments(PaperWithdrawalBody)
    @blueprint.response(200, door.schema, headers=ETAG)
    @blueprint.alt_response(409, "CONFLICT")
    @blueprint.doc(summary="撤回传错的证明材料，须写原因；文件仍然列出", description=door.rule)
    def withdraw(body: dict[str, str], number: str, paper_id: str) -> Response:
        """Mark a file as withdrawn."""
        version, by, at = expected_version(), edge.actor(), edge.arrival()
        reason = body["reason"]
        return door.shown(
            door.desk.withdraw(number, paper_id, reason, version=version, by=by, at=at)
        )


def _reading(blueprint: Blueprint, door: EvidenceDoor) -> None:
    @blueprint.get(f"{door.path}/<paper_id>")
    @blueprint.response(200, content_type="application/octet-stream", description="原文件")
    @blueprint.doc(summary="下载一份证明材料，已撤回的也能下载")
    def paper(number: str, paper_id: str) -> Response:
        """Hand a file out as it came."""
        out = door.desk.paper_out(number, paper_id, preview=False, by=edge.actor())
        return attachment(out.content, name=out.name, media_type="application/octet-stream")


def _counted_for(blueprint: Blueprint) -> Callable[[View], View]:
    """Name a view after its noun: by this name its knocks are counted, once for each noun."""

    def named(view: View) -> View:
        view.__qualname__ = f"{blueprint.name}.{view.__name__}"
        return view

    return named

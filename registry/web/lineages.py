"""Lineage 前身和承继 by page: what a platform and its hosts came out of, drawn and as a list."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from registry import edge
from registry.services.lineage_graphs import LineageGraph, Member, lineage_of
from registry.services.lineages import HOST, PLATFORM
from registry.services.platforms import read_platform

blueprint = Blueprint("lineages", __name__)

# In units of the drawing: a box, and from one generation or row to the next.
_WIDTH, _HEIGHT, _ACROSS, _DOWN, _EDGE = 210, 52, 280, 72, 8
_SHOWN_SIGNS = 14


@dataclass(frozen=True, slots=True)
class Box:
    """A member in the drawing, with its corner."""

    member: Member
    name: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the drawing, as the path of an SVG."""

    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One kind of members drawn: generations from left to right."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@blueprint.get("/platforms/<number>/lineage")
def show(number: str) -> ResponseReturnValue:
    """Show the lineage of a platform."""
    actor = edge.actor()
    platform = read_platform(number, by=actor)
    graph = lineage_of(number, by=actor, at=edge.arrival())
    names = {one.key: one for one in graph.members}
    parts = [
        {
            "kind": kind,
            "drawing": drawn(graph, kind),
            "steps": [one for one in graph.steps if one.kind == kind],
        }
        for kind in (HOST, PLATFORM)
    ]
    return render_template(
        "lineages/show.html",
        platform=platform,
        names=names,
        parts=[one for one in parts if one["steps"]],
    )


def drawn(graph: LineageGraph, kind: str) -> Drawing:
    """Return the members of a kind as boxes by generation, and the steps between them."""
    rows: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for one in graph.members:
        if one.kind != kind:
            continue
        row = rows.get(one.generation, 0)
        rows[one.generation] = row + 1
        name = one.name if len(one.name) <= _SHOWN_SIGNS else f"{one.name[: _SHOWN_SIGNS - 1]}…"
        corner = (_EDGE + one.generation * _ACROSS, _EDGE + row * _DOWN)
        boxes[one.key] = Box(one, name, *corner)
    lines = tuple(
        Line(_path(boxes[step.predecessor], boxes[step.successor]))
        for step in graph.steps
        if step.predecessor in boxes and step.successor in boxes
    )
    last = max(rows, default=0)
    return Drawing(
        width=2 * _EDGE + last * _ACROSS + _WIDTH,
        height=2 * _EDGE + (max(rows.values(), default=1) - 1) * _DOWN + _HEIGHT,
        boxes=tuple(boxes.values()),
        lines=lines,
    )


def _path(one: Box, other: Box) -> str:
    """Return a calm curve from the right of one box to the left of the other."""
    x, y = one.x + _WIDTH, one.y + _HEIGHT // 2
    to_x, to_y = other.x, other.y + _HEIGHT // 2
    bend = (_ACROSS - _WIDTH) // 2
    return f"M{x} {y} C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"

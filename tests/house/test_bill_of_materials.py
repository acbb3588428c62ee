"""The bill of materials: it can be made, and names every pinned package with its licence."""

import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

from config.settings import ROOT

# Permissive, or copyleft of the package alone: nothing that binds the service itself.
_ACCEPTED = re.compile(
    r"MIT|MIT-0|MIT-CMU|BSD|BSD-[23]-Clause|0BSD|Apache-2\.0|Apache Software License|ISC|Zlib"
    r"|CC0-1\.0|Unlicense|PSF-2\.0|Python-2\.0|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)"
    r"|BSD License|MIT License|Academic Free License \(AFL\)"
    r"|GNU Lesser General Public License v2 or later \(LGPLv2\+\)"
)
# Packages whose own metadata names no licence in a form that a program reads; read by hand.
_READ_BY_HAND = {"pypdfium2": "BSD-3-Clause AND Apache-2.0"}


@cache
def _components() -> dict[str, dict[str, Any]]:
    """Every package of the environment the tests run in, as the bill lists it."""
    program = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "environment"]
    done = subprocess.run(
        [*program, "--output-format", "JSON", sys.executable],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return {_normal(one["name"]): one for one in json.loads(done.stdout)["components"]}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins() -> dict[str, str]:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]+\])?==([^ \\]+)", text, re.MULTILINE))


def _licences(component: dict[str, Any]) -> list[str]:
    found = []
    for one in component.get("licenses", ()):
        licence = one.get("license", {})
        said = licence.get("id") or licence.get("name") or one.get("expression", "")
        found += re.split(r" AND | OR ", said.removeprefix("License :: OSI Approved :: "))
    return found or re.split(r" AND | OR ", _READ_BY_HAND.get(component["name"], ""))


def test_the_bill_names_every_pinned_package() -> None:
    """Each package of the lock stands in the bill in its very version."""
    listed = {name: one["version"] for name, one in _components().items()}
    pins = {_normal(name): version for name, version in _pins().items()}
    assert len(pins) > 50
    assert {name: listed.get(name) for name in pins} == pins


def test_every_licence_is_one_we_accept() -> None:
    """No deployed package has a licence that binds the service, or none at all."""
    wrong = {
        name: licences
        for name in map(_normal, _pins())
        if not all(map(_ACCEPTED.fullmatch, licences := _licences(_components()[name])))
    }
    assert wrong == {}

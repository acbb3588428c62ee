"""The sections of an application's form, by the version it was filed under."""

from collections.abc import Mapping


def section_titles(form_version: str) -> Mapping[str, str]:  # noqa: ARG001 - to come
    """Return the titles of a form's sections by key, in the form's order."""
    return {
        "basics": "基本信息",
        "direction": "领域方向",
        "capability": "基础能力",
        "equipment": "设备要素表",
        "standing": "近三年声明",
        "technology": "技术优势",
    }

"""Changing a record where it stands as it was read: of two at once one holds, the other refuses."""

from typing import Any, TypeVar

from mongoengine import Document

from registry.errors import VersionConflict

Record = TypeVar("Record", bound=Document)


def change_as_read(found: Record, **update: Any) -> Record:  # noqa: ANN401 - MongoEngine's
    """Return the record changed, its version one higher.

    Raises VersionConflict where its version or state is another by now.
    """
    changed: Record | None = (
        type(found)
        .objects(number=found.number, version=found.version, state=found.state)
        .modify(new=True, inc__version=1, **update)  # index number_1
    )
    if changed is None:
        raise VersionConflict
    return changed

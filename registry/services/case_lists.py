"""Lists of records that a host, its authority and the ministry share, and who sees which of them.

A host sees its own, a province its authority's, the ministry all. A record of somebody else is
answered as one that does not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from mongoengine import Document

from registry.errors import NotFound
from registry.permissions import Actor, Role, authority_in_view, require
from registry.services.by_time import Order, page_by_time

Kind = TypeVar("Kind", bound=Document)
Asked = TypeVar("Asked")
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseList(Generic[Kind, Asked]):
    """One kind of record: who may read it, in what order, what a list is narrowed to.

    ``filters`` are the texts of an ``Asked`` that narrow a list, by the fields they are held
    against. ``indexed`` are the keys that the list has an index for before its order, the narrowest
    first; besides there is one of the order alone. ``host`` is the field that names the host that
    may see a record, ``of_host`` what else holds of those it may see, ``host_index`` the index of
    its list where that has a name of its own, and ``unread`` what a list leaves in the database.
    """

    kind: type[Kind]
    read: str
    order: Order
    filters: tuple[str, ...]
    indexed: Sequence[Keys]
    host: str = "host"
    of_host: Mapping[str, Any] = field(default_factory=dict)
    host_index: str = ""
    unread: tuple[str, ...] = ()

    def readable(self, number: str, permission: str, by: Actor) -> Kind:
        """Return a record that the actor may act on by this permission; as ``readable``."""
        return readable(self.kind, number, permission, by, host=self.host)

    def scope(self, by: Actor) -> dict[str, Any]:
        """Return, as a filter, the records that the actor may see.

        A record may have no host: it is none of those of a person who has none.
        """
        if by.role is Role.HOST_OPERATOR:
            own: Any = by.host or {"$in": []}
            return {self.host: own, **self.of_host}
        authority = authority_in_view(by)
        return {} if authority is None else {"authority": authority}

    def page(
        self,
        asked: Asked,
        *,
        by: Actor,
        after: Sequence[str] = (),
        limit: int,
        also: Mapping[str, Any] | None = None,
    ) -> tuple[list[Kind], list[str]]:
        """Return a page of what the actor may see, newest first, and the key it ends with.

        What is ``asked`` narrows nothing where it is empty; ``also`` is asked for besides. Raises
        NotFound for another's authority, CursorForged for another list's key.
        """
        narrowed = {name: one for name in self.filters if (one := getattr(asked, name))}
        require(by, self.read, host=by.host or None, authority=narrowed.get("authority"))
        query = self.scope(by) | narrowed | dict(also or {})
        index = self.index_for(query)
        found = self.kind.objects(__raw__=query).hint(index).exclude(*self.unread)
        return page_by_time(found, after, limit, order=self.order)

    def index_for(self, query: Mapping[str, Any]) -> str:
        """Return the index of the list by which a query is answered."""
        if self.host_index and self.host in query:
            return self.host_index
        keys = next((keys for keys in self.indexed if query.keys() >= set(keys)), ())
        parts = [*(f"{key}_1" for key in keys), f"{self.order.instant}_-1", f"{self.order.tie}_-1"]
        return "_".join(parts)


def readable(
    kind: type[Kind], number: str, permission: str, by: Actor, *, host: str = "host"
) -> Kind:
    """Return a record that the actor may act on by this permission; ``host`` names whose it is.

    Raises NotAllowed, and NotFound also where it is another's.
    """
    found = numbered(kind, number, permission, by)
    require(by, permission, host=found[host], authority=found["authority"])
    return found


def numbered(kind: type[Kind], number: str, permission: str, by: Actor) -> Kind:
    """Return a record by its number, to whoever has a permission at all. Raises NotFound.

    Whose it is, ask afterwards.
    """
    require(by, permission)
    found: Kind | None = kind.objects(number=number).first()  # index number_1
    if found is None:
        raise NotFound
    return found

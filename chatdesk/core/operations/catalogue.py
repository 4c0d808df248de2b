"""catalogue: the products and services of the desk, and what there is to know of each (S0-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from chatdesk.core.access import Role
from chatdesk.core.catalogue import product_list, product_page
from chatdesk.core.errors import ProductUnknown
from chatdesk.core.operation import Invocation, Operation, Query, Reply, Surface
from chatdesk.core.policy import Policy
from chatdesk.core.views import page_hints
from chatdesk.core.words import N_
from chatdesk.core.work import Work


class Catalogue(Query):
    """Show me what the desk helps with, or one product of it."""

    verb: ClassVar[str] = "catalogue"

    product: str = ""
    page: int = 1


def show_catalogue(work: Work, command: Catalogue) -> Reply:
    """Return the list, or the product that was named by its id or as people read it; raise ProductUnknown."""
    if not command.product:
        return Reply(document=product_list(work, command.page))
    name = _find(work.policy, command.product)
    if name is None:
        known = ", ".join(work.wording.product(each) for each in work.policy.products)
        raise ProductUnknown(product=command.product[:_LONGEST], known=known)
    return Reply(document=product_page(work, name))


_LONGEST: Final = 80


def _find(policy: Policy, typed: str) -> str | None:
    wanted = typed.casefold()
    for name, product in policy.products.items():
        if wanted in (name, product.name.en.casefold(), product.name.fr.casefold()):
            return name
    return None


def _hints(policy: Policy, invocation: Invocation) -> Mapping[str, Any]:
    """Read a product, or the number of a page of the list."""
    typed = invocation.rest.strip()
    return page_hints(policy, invocation) if typed.isdecimal() else {"product": typed}


CATALOGUE = Operation(
    command=Catalogue,
    label=N_("Catalogue"),
    summary=N_("What you can ask help with, and who answers for it."),
    usage=N_("[product]"),
    roles=frozenset({Role.ANYONE}),
    hints=_hints,
    handle=show_catalogue,
    surfaces=frozenset({Surface.HOME}),
)

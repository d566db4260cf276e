"""What may stand below what, and who may do what to an organisation."""

from app.core.auth import Actor, RoleName
from app.core.errors import ConflictError, InvalidError
from app.orgs.models import DEPTH, Organisation, OrganisationKind


def require_fitting(kind: OrganisationKind, parent: Organisation | None) -> None:
    """Raise unless an organisation of a kind may stand below another one."""
    if kind.fits(parent.kind if parent else None):
        return
    raise InvalidError(
        "organisation_misplaced",
        "阵地的上级须是阵地；总队、支队、小队依次隶属，驻地请填 place_id。",
        "A place stands below a place; a squad below a detachment or corps, a detachment below a "
        "corps. Where a team serves goes into place_id.",
        fields={"parent_id": ["kind"]},
    )


def require_depth(levels: int) -> None:
    """Raise if the tree would have more levels than it may."""
    if levels > DEPTH:
        raise InvalidError(
            "organisation_too_deep",
            f"组织最多 {DEPTH} 级，请选择更高一级的上级组织。",
            f"The tree may have {DEPTH} levels. Choose a parent nearer to the root.",
            limit=DEPTH,
        )


def require_open(organisation: Organisation) -> None:
    """Raise if the organisation is closed: it stays to be read, and nothing new happens in it."""
    if organisation.closed_at is not None:
        raise ConflictError(
            "organisation_closed",
            f"“{organisation.name}”已停用，请选择其他组织，或请管理员恢复。",
            f"{organisation.name} is closed. Choose another, or ask an administrator to reopen it.",
            organisation_id=organisation.id,
        )


def require_end(actor: Actor, parent: Organisation | None, place: Organisation | None) -> None:
    """Raise unless the actor is administrator where an organisation hangs or is to hang.

    That is its parent; for a team without one its place; for a root place everywhere.
    """
    above = parent or place
    actor.require(RoleName.ADMINISTRATOR, above.scope if above else ())

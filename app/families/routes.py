"""The API of guardians, households and paper cards."""

from typing import Any

from app.accounts import guardians
from app.accounts.models import GuardianPurpose
from app.core.auth import actor, requires
from app.core.errors import NotFoundError
from app.core.http import Blueprint
from app.families import schemas

blueprint = Blueprint("families", __name__, description="监护人与家庭 · Guardians and households")
# Nobody between us and the phone, nor our own memory of answers, may keep a code.
NO_STORE = {"Cache-Control": "no-store"}


@blueprint.post("/me/guardian-invitations")
@requires
@blueprint.response(201, schemas.GuardianInvitationSchema)
def invite_guardian() -> Any:
    """生成监护人邀请码（48 小时内有效，只能用一次）。Make a code for my guardian to confirm.

    An earlier code is worth nothing from then on.
    """
    return guardians.invite(actor()), NO_STORE


@blueprint.get("/me/guardians")
@requires
@blueprint.response(200, schemas.GuardianshipSchema(many=True))
def list_guardians() -> Any:
    """我的监护人，以及他们同意了什么。My guardians, and what they agree to."""
    return guardians.list_guardians(actor())


@blueprint.get("/me/wards")
@requires
@blueprint.response(200, schemas.GuardianshipSchema(many=True))
def list_wards() -> Any:
    """我是谁的监护人，各项同意与说明文字。Whose guardian I am, with each consent and its text."""
    return guardians.list_wards(actor())


@blueprint.post("/me/wards")
@requires
@blueprint.arguments(schemas.ConfirmWardSchema)
@blueprint.response(201, schemas.GuardianshipSchema)
def confirm_ward(values: dict[str, Any]) -> Any:
    """用邀请码确认自己是监护人，并可同时同意各项用途。Become the guardian of whoever made the code.

    A guardian is verified by name and number, and of age.
    """
    agreed = [(each["purpose"], each["version"]) for each in values["consents"]]
    return guardians.confirm(actor(), values["code"], agreed)


@blueprint.delete("/me/guardianships/<int:guardianship_id>")
@requires
@blueprint.response(204)
def end_guardianship(guardianship_id: int) -> None:
    """解除监护关系（任一方）；其下的同意同时失效。End it, from either side, with its consents."""
    guardians.end(actor(), guardianship_id)


@blueprint.post("/me/guardianships/<int:guardianship_id>/consents")
@requires
@blueprint.arguments(schemas.GiveGuardianConsentSchema)
@blueprint.response(200, schemas.GuardianshipSchema)
def give_guardian_consent(values: dict[str, Any], guardianship_id: int) -> Any:
    """监护人单独同意一项用途。Agree, for one's ward, to one purpose in the version read."""
    return guardians.give_consent(actor(), guardianship_id, **values)


@blueprint.delete("/me/guardianships/<int:guardianship_id>/consents/<string:purpose>")
@requires
@blueprint.response(204)
def withdraw_guardian_consent(guardianship_id: int, purpose: str) -> None:
    """监护人撤回同意，立即生效。Take it back; it counts at once.

    ``service``: no sign-up, no check-in. ``location_track``: no ping is stored. ``real_name``:
    name and number of a child under 14 are deleted.
    """
    if purpose not in set(GuardianPurpose):
        raise NotFoundError("用途", "purpose")
    guardians.withdraw_consent(actor(), guardianship_id, GuardianPurpose(purpose))

"""The API of guardians, households and paper cards."""

from typing import Any

from flask import Response, render_template, request

from app.accounts import guardians
from app.accounts.models import GuardianPurpose
from app.core.auth import actor, requires
from app.core.errors import NotFoundError
from app.core.http import Blueprint
from app.core.schemas import page_of
from app.families import papers, schemas, service, sheets, takeovers

blueprint = Blueprint(
    "families",
    __name__,
    template_folder="templates",
    description="监护人与家庭 · Guardians and households",
)
# Nobody between us and the phone, nor our own memory of answers, may keep a code.
NO_STORE = {"Cache-Control": "no-store"}
PICTURE = {"schema": {"type": "string", "format": "binary"}}
PICTURES = dict.fromkeys(("image/jpeg", "image/png"), PICTURE)
# The sheet needs its own styles and nothing from anywhere.
SHEET = NO_STORE | {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


@blueprint.post("/me/guardian-invitations")
@requires
@blueprint.response(201, schemas.GuardianInvitationSchema)
def invite_guardian() -> Any:
    """生成监护人邀请码（48 小时内有效，只能用一次）。Make a code for my guardian to confirm.

    An earlier code is worth nothing from then on.
    """
    return guardians.invite(actor()), NO_STORE


@blueprint.get("/guardian-texts")
@requires
@blueprint.response(200, schemas.GuardianTextOfSchema(many=True))
def list_guardian_texts() -> Any:
    """监护人各项同意的现行文字，纸质同意书照此填写。What guardians agree to now."""
    return service.guardian_texts()


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
    """解除监护关系（任一方）；其下的同意同时失效。End it, from either side, with its consents.

    The ward stays a minor as before, and may serve when another guardian agrees.
    """
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
    name and number of a child under 14 are deleted; the day of coming of age stays until then.
    """
    if purpose not in set(GuardianPurpose):
        raise NotFoundError("用途", "purpose")
    guardians.withdraw_consent(actor(), guardianship_id, GuardianPurpose(purpose))


@blueprint.post("/households")
@requires
@blueprint.arguments(schemas.HouseholdInSchema)
@blueprint.response(201, schemas.HouseholdSchema)
def create_household(values: dict[str, Any]) -> Any:
    """新建家庭（协调员）：其成员可由负责人代办。Begin a household whose members are acted for."""
    household = service.create_household(actor(), **values)
    return service.show_household(actor(), household.id)


@blueprint.get("/households")
@requires
@blueprint.arguments(schemas.HouseholdQuery, location="query")
@blueprint.response(200, page_of(schemas.HouseholdSchema))
def list_households(query: dict[str, Any]) -> Any:
    """本组织的家庭（协调员）。An organisation's households; for coordinators."""
    return service.list_households(actor(), query)


@blueprint.get("/households/<int:household_id>")
@requires
@blueprint.response(200, schemas.HouseholdSchema)
def show_household(household_id: int) -> Any:
    """一个家庭及其成员（协调员）。A household and its members; for coordinators."""
    return service.show_household(actor(), household_id)


@blueprint.post("/households/<int:household_id>/members")
@requires
@blueprint.arguments(schemas.MemberInSchema)
@blueprint.response(201, schemas.MemberSchema)
def add_member(values: dict[str, Any], household_id: int) -> Any:
    """登记没有手机的成员。Give somebody without a phone an account that is acted for."""
    agreed = [(each["purpose"], each["version"]) for each in values["paper_consents"]]
    return service.add_member(actor(), household_id, values["nickname"], agreed, values.get("age"))


@blueprint.post("/households/<int:household_id>/members/<int:user_id>/age")
@requires
@blueprint.arguments(schemas.MemberAgeSchema)
@blueprint.response(204)
def say_age_of_member(values: dict[str, Any], household_id: int, user_id: int) -> None:
    """代家庭成员声明是否已满 18 周岁（文字见 /me/age）。Say for a member whether they are of age.

    The leader asks them; both names are kept. A sign-up for a member waits for it.
    """
    service.say_age(actor(), household_id, user_id, values)


@blueprint.delete("/households/<int:household_id>/members/<int:user_id>")
@requires
@blueprint.response(204)
def remove_member(household_id: int, user_id: int) -> None:
    """移出家庭；其纸质卡作废，已有时长不变。Let a member leave; the card is void, hours stay."""
    service.remove_member(actor(), household_id, user_id)


@blueprint.post("/households/<int:household_id>/members/<int:user_id>/card")
@requires
@blueprint.response(201, schemas.CardSchema)
def issue_card(household_id: int, user_id: int) -> Any:
    """发卡或补卡；旧卡作废。Issue a card, or another one: the one before is void."""
    return service.issue_card(actor(), household_id, user_id)


@blueprint.delete("/households/<int:household_id>/members/<int:user_id>/card")
@requires
@blueprint.response(204)
def revoke_card(household_id: int, user_id: int) -> None:
    """挂失。Make the card void, as when it is lost."""
    service.revoke_card(actor(), household_id, user_id)


@blueprint.get("/card-sheet")
@requires
@blueprint.arguments(schemas.SheetQuery, location="query")
@blueprint.response(200, {"type": "string"}, content_type="text/html")
def print_cards(query: dict[str, Any]) -> Any:
    """可打印的卡片页（A4，每页 10 张）。A page of cards to print, ten on a sheet of A4.

    The QR code holds the number of the card and a signature, nothing about the holder.
    """
    drawn = sheets.pages(service.sheet(actor(), query))
    return Response(render_template("card_sheet.html", pages=drawn), 200, SHEET)


@blueprint.post("/card-sheet")
@requires
@blueprint.arguments(schemas.SheetSchema)
@blueprint.response(200, {"type": "string"}, content_type="text/html")
def print_cards_with_codes(values: dict[str, Any]) -> Any:
    """打印卡片页并附认领码（七天内有效，此前的认领码作废）。The same page, each card with a code.

    With it the holder, who has a phone by now, takes their account over: ``POST /me/takeovers``.
    """
    rows = service.sheet(actor(), values)
    codes = takeovers.for_sheet(actor(), rows, values["organisation_id"])
    drawn = sheets.pages(rows, codes)
    return Response(render_template("card_sheet.html", pages=drawn), 200, SHEET)


@blueprint.post("/households/<int:household_id>/members/<int:user_id>/takeover-code")
@requires
@blueprint.response(201, schemas.TakeoverCodeSchema)
def issue_takeover_code(household_id: int, user_id: int) -> Any:
    """发认领码（一天内有效，只能用一次）：成员有手机后接管自己的账号。A code to take it over with.

    An earlier one is worth nothing from then on. The person types it in: ``POST /me/takeovers``.
    """
    return takeovers.issue(actor(), household_id, user_id), NO_STORE


@blueprint.post("/households/<int:household_id>/members/<int:user_id>/guardian-papers")
@requires
@blueprint.arguments(schemas.GuardianPaperInSchema)
@blueprint.response(201, schemas.GuardianPaperSchema)
def record_guardian_paper(values: dict[str, Any], household_id: int, user_id: int) -> Any:
    """登记监护人的纸质同意书（监护人没有手机时）。Record what a guardian without a phone signed.

    Send the photo of the form next. It counts when another administrator has looked at it and
    confirmed, and ends when the ward is of age.
    """
    return papers.masked(papers.record(actor(), household_id, user_id, values))


@blueprint.get("/guardian-papers")
@requires
@blueprint.arguments(schemas.GuardianPaperQuery, location="query")
@blueprint.response(200, page_of(schemas.GuardianPaperSchema))
def list_guardian_papers(query: dict[str, Any]) -> Any:
    """本组织登记的纸质同意书，最新在前（协调员）。An organisation's papers, newest first."""
    return papers.list_papers(actor(), query)


@blueprint.put("/guardian-papers/<int:paper_id>/scan")
@requires
@blueprint.doc(requestBody={"required": True, "content": PICTURES})
@blueprint.response(200, schemas.GuardianPaperSchema)
def put_paper_scan(paper_id: int) -> Any:
    """上传签字同意书的照片（JPEG、PNG），加密保存。Send the form's photo; it is kept sealed."""
    return papers.masked(papers.store_scan(actor(), paper_id, request.get_data()))


@blueprint.post("/guardian-papers/<int:paper_id>/look")
@requires
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/*")
def look_at_paper(paper_id: int) -> Any:
    """查看签字同意书的照片，每次查看都有记录。See the photo of the form; every look is noted."""
    shown = papers.look(actor(), paper_id)
    return Response(shown.content, mimetype=shown.mimetype, headers=NO_STORE)


@blueprint.post("/guardian-papers/<int:paper_id>/confirm")
@requires
@blueprint.response(200, schemas.GuardianPaperSchema)
def confirm_paper(paper_id: int) -> Any:
    """核对无误，同意书生效（登记人以外的管理员，须先查看）。It is in force; by somebody else."""
    return papers.masked(papers.confirm(actor(), paper_id))


@blueprint.post("/guardian-papers/<int:paper_id>/refuse")
@requires
@blueprint.arguments(schemas.PaperReasonSchema)
@blueprint.response(200, schemas.GuardianPaperSchema)
def refuse_paper(values: dict[str, str], paper_id: int) -> Any:
    """不予确认，照片随即删除。Refuse it; its photo is deleted at once."""
    return papers.masked(papers.refuse(actor(), paper_id, values["reason"]))


@blueprint.post("/guardian-papers/<int:paper_id>/withdraw")
@requires
@blueprint.arguments(schemas.PaperReasonSchema)
@blueprint.response(200, schemas.GuardianPaperSchema)
def withdraw_paper(values: dict[str, str], paper_id: int) -> Any:
    """监护人撤回同意（或登记有误），立即失效。The guardian takes it back; it counts at once."""
    return papers.masked(papers.withdraw(actor(), paper_id, values["reason"]))

"""The API of logins and of oneself."""

from typing import Any

from flask import Response, current_app, request

from app.accounts import (
    consents,
    numbers,
    phones,
    risk,
    schemas,
    service,
    statements,
    tokens,
    verification,
)
from app.accounts.models import Purpose, User
from app.core.auth import actor, requires
from app.core.errors import AppError, NotFoundError
from app.core.http import Blueprint, problem
from app.core.schemas import PageQuery, page_of

blueprint = Blueprint("accounts", __name__, description="登录与个人 · Logins and oneself")
# Mounted by trial installations only: whoever can reach this can be anybody.
development = Blueprint("development", __name__, description="试用登录 · Trial login")
Answer = tuple[service.LoggedIn, dict[str, str]]
# Nobody between us and the phone, nor our own memory of answers, may keep a token.
NO_STORE = {"Cache-Control": "no-store"}


@blueprint.post("/auth/wechat")
@blueprint.arguments(schemas.WeChatLoginSchema)
@blueprint.response(200, schemas.LoggedInSchema)
def log_in_wechat(values: dict[str, Any]) -> Answer:
    """微信登录。Log in with the code of wx.login.

    The access token goes into ``Authorization: Bearer …`` and lives 15 minutes; then exchange the
    refresh token for a new pair.
    """
    wechat = current_app.extensions["wechat"]
    device, address = request.user_agent.string, request.remote_addr or ""
    return service.log_in_wechat(values["code"], wechat, device, address), NO_STORE


@development.post("/auth/dev")
@development.arguments(schemas.DevelopmentLoginSchema)
@development.response(200, schemas.LoggedInSchema)
def log_in_development(values: dict[str, Any]) -> Answer:
    """试用登录：凭姓名即可。Log in by name alone.

    Exists only where the development setting is on. The same name is the same person; the role is
    added to those the person holds. ``leader`` coordinates and ``reviewer`` administers where the
    person does so already, else everywhere; ``resident`` is somebody without a role.
    """
    return service.log_in_development(**values, device=request.user_agent.string), NO_STORE


@blueprint.post("/auth/refresh")
@blueprint.arguments(schemas.RefreshSchema)
@blueprint.response(200, schemas.LoggedInSchema)
def refresh(values: dict[str, Any]) -> Response | Answer:
    """用刷新令牌换取新令牌。Exchange a refresh token for a fresh pair.

    A refresh token is good once. If the answer was lost, send the same token again within 90
    seconds. One that comes back later ends the whole login.
    """
    answer = service.refresh(values["refresh_token"])
    return problem(answer) if isinstance(answer, AppError) else (answer, NO_STORE)


@blueprint.post("/auth/logout")
@blueprint.arguments(schemas.RefreshSchema)
@blueprint.response(204)
def log_out(values: dict[str, Any]) -> None:
    """退出登录。End the login that the refresh token belongs to."""
    service.log_out(values["refresh_token"])


@blueprint.get("/me")
@requires
@blueprint.response(200, schemas.UserSchema)
def show_me() -> User:
    """查看我的资料。Show who I am and which roles I hold."""
    return service.show_me(actor())


@blueprint.patch("/me")
@requires
@blueprint.arguments(schemas.RenameSchema)
@blueprint.response(200, schemas.UserSchema)
def rename_me(values: dict[str, Any]) -> User:
    """修改昵称。Change my nickname."""
    return service.rename_me(actor(), values["nickname"])


@blueprint.get("/me/consents")
@requires
@blueprint.response(200, schemas.ConsentSchema(many=True))
def list_consents() -> Any:
    """我的各项同意，以及当前的说明文字。How I stand to each purpose, and the present texts."""
    return consents.list_consents(actor())


@blueprint.post("/me/consents")
@requires
@blueprint.arguments(schemas.GiveConsentSchema)
@blueprint.response(200, schemas.ConsentSchema)
def give_consent(values: dict[str, Any]) -> Any:
    """单独同意一项用途。Agree to one purpose, in the version of the text that was read."""
    return consents.give_consent(actor(), **values)


@blueprint.delete("/me/consents/<string:purpose>")
@requires
@blueprint.response(204)
def withdraw_consent(purpose: str) -> None:
    """撤回同意，立即生效。Take a consent back; it counts at once.

    ``location_track``: no further ping is stored. ``real_name``: name and number are deleted;
    of a minor the day of coming of age stays, sealed, until then.
    """
    if purpose not in set(Purpose):
        raise NotFoundError("用途", "purpose")
    service.withdraw_consent(actor(), Purpose(purpose))


@blueprint.put("/me/identity-verification")
@requires
@blueprint.arguments(schemas.VerifyIdentitySchema)
@blueprint.response(200, schemas.IdentityVerificationSchema)
def verify_identity(values: dict[str, Any]) -> Any:
    """实名认证：姓名与身份证号码。Give one's real name and ID number; needs its own consent.

    The number's form and check digit are checked, not whether it belongs to the name. It is never
    shown again. One number, one account.
    """
    return verification.verify(actor(), **values), NO_STORE


@blueprint.get("/me/identity-verification")
@requires
@blueprint.response(200, schemas.IdentityVerificationSchema)
def show_identity() -> Any:
    """我的实名信息（隐去）。My real name and number, masked."""
    return verification.show(actor()), NO_STORE


@blueprint.get("/me/age")
@requires
@blueprint.response(200, schemas.AgeSchema)
def show_age() -> Any:
    """我的年龄是否已知，以及声明的文字。What is known of my age, and the text of the statement."""
    return statements.show(actor()), NO_STORE


@blueprint.post("/me/age")
@requires
@blueprint.arguments(schemas.SayAgeSchema)
@blueprint.response(200, schemas.AgeSchema)
def say_age(values: dict[str, Any]) -> Any:
    """声明已满 18 周岁；未满的填出生年份。Say that I am of age, or in which year I was born.

    Asked once, before the first sign-up, of who is not verified. A minor goes on with a guardian
    (``POST /me/guardian-invitations``), and cannot be said to be older afterwards.
    """
    return statements.say(actor(), **values), NO_STORE


@blueprint.get("/me/sessions")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.SessionSchema))
def list_sessions(query: dict[str, Any]) -> Any:
    """我在哪些设备上登录着。Where I am logged in, the newest first."""
    return tokens.list_sessions(actor(), query)


@blueprint.delete("/me/sessions/<int:login_id>")
@requires
@blueprint.response(204)
def end_session(login_id: int) -> None:
    """结束一处登录。End one of my logins: nothing is answered to it from now on.

    Another server process may take five seconds to hear of it.
    """
    tokens.end_session(actor(), login_id)


@blueprint.put("/me/phone")
@requires
@blueprint.arguments(schemas.BindPhoneSchema)
@blueprint.response(200, schemas.PhoneSchema)
def bind_phone(values: dict[str, Any]) -> Any:
    """绑定微信手机号。Bind the number that WeChat vouches for; one number, one account.

    It is kept sealed and shown masked. Another number takes the place of the one before. An
    account that was imported under it, and that nobody ever logged in to, becomes mine soon after
    (notice ``account_joined``). If that one has records, this session ends: log in again.
    """
    return phones.bind(actor(), values["code"], current_app.extensions["wechat"]), NO_STORE


@blueprint.get("/me/phone")
@requires
@blueprint.response(200, schemas.PhoneSchema)
def show_phone() -> Any:
    """我的手机号（隐去）。My phone number, masked."""
    return phones.show(actor()), NO_STORE


@blueprint.delete("/me/phone")
@requires
@blueprint.response(204)
def unbind_phone() -> None:
    """解绑手机号，号码随即删除。Unbind my phone number; it is deleted."""
    phones.unbind(actor())


@blueprint.post("/volunteers/look-up")
@requires
@blueprint.arguments(schemas.LookUpSchema)
@blueprint.response(200, schemas.VolunteerSchema)
def look_up_volunteer(values: dict[str, Any]) -> numbers.Found:
    """按志愿者编号查找（协调员以上）。Find a volunteer by number; for coordinators and up.

    A look-up is counted and noted in the audit. The name is shown whole only if the volunteer
    agreed to publication.
    """
    return numbers.look_up(actor(), values["volunteer_no"])


@blueprint.get("/risk-checks")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.RiskCheckSchema))
def list_risk_checks(query: dict[str, Any]) -> Any:
    """注册时风险等级高的账号（平台管理员）。New accounts that somebody should look at."""
    return risk.list_open(actor(), query)


@blueprint.post("/risk-checks/<int:risk_check_id>/decision")
@requires
@blueprint.arguments(schemas.DecideRiskSchema)
@blueprint.response(200, schemas.RiskCheckSchema)
def decide_risk_check(values: dict[str, Any], risk_check_id: int) -> Any:
    """人工处理风险提示（平台管理员）。Record what a person makes of it; nothing is automatic."""
    return risk.decide(actor(), risk_check_id, **values)

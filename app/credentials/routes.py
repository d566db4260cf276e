"""The API of desktop logins."""

from typing import Any

from flask import request

from app.accounts.service import LoggedIn
from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.credentials import entering, schemas, service

blueprint = Blueprint("desktop", __name__, description="电脑端登录 · Desktop login")
Answer = tuple[LoggedIn, dict[str, str]]
# Nobody on the way may keep what is shown here, nor our own memory of answers.
NO_STORE = {"Cache-Control": "no-store"}


@blueprint.post("/auth/password")
@blueprint.arguments(schemas.DesktopLogInSchema)
@blueprint.response(200, schemas.TokensSchema)
def log_in(values: dict[str, Any]) -> Answer:
    """电脑端登录：登录名、密码，可同时带动态口令。Log in at a desktop, in one step or two.

    Without ``code`` a right password is answered with 401 ``second_factor_needed`` and a
    ``challenge`` that lives five minutes. Wrong names and wrong passwords are answered alike;
    after ten the account waits 15 minutes (429, ``retry_after_seconds``).
    """
    return entering.log_in(_visitor(), **values), NO_STORE


@blueprint.post("/auth/password/code")
@blueprint.arguments(schemas.SecondStepSchema)
@blueprint.response(200, schemas.TokensSchema)
def go_on(values: dict[str, Any]) -> Answer:
    """电脑端登录第二步：动态口令或恢复码。The second step: a code, good once."""
    return entering.go_on(_visitor(), **values), NO_STORE


@blueprint.get("/me/desktop-login")
@requires
@blueprint.response(200, schemas.DesktopLoginSchema)
def show_desktop_login() -> Any:
    """我的电脑端登录。How my own desktop login stands."""
    return service.show(actor()), NO_STORE


@blueprint.put("/me/desktop-login/password")
@requires
@blueprint.arguments(schemas.SetPasswordSchema)
@blueprint.response(200, schemas.DesktopLoginSchema)
def set_password(values: dict[str, Any]) -> Any:
    """设置或修改登录名和密码（协调员以上）。Set or change them; for coordinators and up.

    Twelve characters or more, any of them. A password that is there already must be named. My
    other sessions end.
    """
    return service.set_password(actor(), **values), NO_STORE


@blueprint.post("/me/desktop-login/second-factor")
@requires
@blueprint.arguments(schemas.OfferSecondFactorSchema)
@blueprint.response(200, schemas.SecondFactorOfferSchema)
def offer_second_factor(values: dict[str, Any]) -> Any:
    """获取动态口令密钥（二维码内容）。Get a secret for an authenticator.

    It counts once ``…/second-factor/confirm`` has its first code. To replace one that is in force
    takes one of its codes, or a recovery code.
    """
    return service.offer_second_factor(actor(), **values), NO_STORE


@blueprint.post("/me/desktop-login/second-factor/confirm")
@requires
@blueprint.arguments(schemas.ConfirmSecondFactorSchema)
@blueprint.response(200, schemas.RecoveryCodesSchema)
def confirm_second_factor(values: dict[str, Any]) -> Any:
    """输入首个动态口令以启用；恢复码只显示这一次。Put it in force; keep the recovery codes."""
    codes = service.confirm_second_factor(actor(), values["code"])
    return {"recovery_codes": codes}, NO_STORE


@blueprint.post("/users/<int:user_id>/desktop-login/reset")
@requires
@blueprint.arguments(schemas.ResetSchema)
@blueprint.response(204)
def reset(values: dict[str, Any], user_id: int) -> None:
    """重置他人的电脑端登录（管理员），其所有登录随即结束。Do away with it; all sessions end.

    For administrators of every organisation that the person has a role in.
    """
    service.reset(actor(), user_id, values["reason"])


def _visitor() -> entering.Visitor:
    return entering.Visitor(request.remote_addr or "", request.user_agent.string)

"""Where WeChat reaches us: the check of the address, and pushes."""

from typing import Any

from flask import Response, current_app

from app.core import clock
from app.core.http import Blueprint, body
from app.wechat import push, schemas, service

blueprint = Blueprint("wechat", __name__, description="微信推送 · WeChat's pushes")
TEXT = {"type": "string"}
BODY = {"application/json": {"schema": {"type": "object"}}, "text/xml": {"schema": TEXT}}


@blueprint.get("/wechat/push")
@blueprint.arguments(schemas.EchoQuery, location="query")
@blueprint.response(200, TEXT, content_type="text/plain")
@blueprint.alt_response(403, "Forbidden")
def answer_echo(query: dict[str, Any]) -> Response:
    """微信验证推送地址。WeChat checks that this address is ours."""
    push.admit(_keys(), query["envelope"], clock.now())
    return Response(query["echostr"], mimetype="text/plain")


@blueprint.post("/wechat/push")
@blueprint.arguments(schemas.PushQuery, location="query")
@blueprint.doc(requestBody={"required": True, "content": BODY})
@blueprint.response(200, TEXT, content_type="text/plain")
def take_push(query: dict[str, Any]) -> Response:
    """微信推送：图片、音频检测结果。WeChat's verdict about a file; others are thanked for."""
    push.admit(_keys(), query["envelope"], clock.now())
    answer = push.media_answer(push.read(_keys(), query["envelope"], body()))
    if answer is not None:
        service.receive(answer)
    return Response("success", mimetype="text/plain")


def _keys() -> push.Keys:
    settings = current_app.config["SETTINGS"]
    return push.Keys(
        settings.wechat_app_id, settings.wechat_push_token, settings.wechat_push_aes_key
    )

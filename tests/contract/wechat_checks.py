"""The stub's content checks: what is asked, and the verdict that WeChat pushes later."""

import base64
import hashlib
import itertools
import json
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.contract.wechat_answers import OK, error

# Words that this WeChat knows, and what it makes of them.
LABELS = {
    "加我微信": ("review", 10001),
    "谣言": ("risky", 20001),
    "艳照": ("risky", 20002),
    "笨蛋": ("review", 20003),
    "赌博": ("risky", 20006),
    "刷单": ("risky", 20008),
    "粗话": ("review", 20012),
    "盗版": ("review", 20013),
    "怪话": ("review", 21000),
}


@dataclass
class Checks:
    """What was asked for."""

    media: dict[str, dict] = field(default_factory=dict)  # trace id → request
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def trace_id(self) -> str:
        return f"6630a1b2-{next(self.numbers):08d}"


def check_text(stub, body):
    """Answer msg_sec_check."""
    content = body.get("content")
    if not isinstance(content, str) or not content or body.get("version") != 2:
        return error(47001, "data format error")
    if body.get("scene") not in {1, 2, 3, 4} or isinstance(body["scene"], bool):
        return error(40129, "invalid scene")
    if len(content) > 2500:
        return error(45002, "content size out of limit")
    if "signature" in body and body["scene"] != 1:
        return error(47001, "data format error")
    if (wrong := stub.seen_lately(body.get("openid"))) is not None:
        return wrong
    written = " ".join(str(body.get(k, "")) for k in ("title", "content", "nickname", "signature"))
    suggest, label = next((LABELS[w] for w in LABELS if w in written), ("pass", 100))
    detail = [{"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label}]
    detail[0]["prob"] = 90
    found = [{"strategy": "keyword", "errcode": 0, "suggest": suggest, "label": label, "keyword": w}
             for w in LABELS if w in written]  # fmt: skip
    detail += found
    result = {"suggest": suggest, "label": label}
    return OK | {"trace_id": stub.checks.trace_id(), "result": result, "detail": detail}


def check_media(stub, body):
    """Answer media_check_async."""
    address = urlsplit(str(body.get("media_url", "")))
    if body.get("version") != 2 or body.get("media_type") not in {1, 2}:
        return error(47001, "data format error")
    if body.get("scene") not in {1, 2, 3, 4}:
        return error(40129, "invalid scene")
    if address.scheme not in {"http", "https"} or not address.hostname:
        return error(47001, "data format error")
    if (wrong := stub.seen_lately(body.get("openid"))) is not None:
        return wrong
    trace_id = stub.checks.trace_id()
    stub.checks.media[trace_id] = body
    return OK | {"trace_id": trace_id}


@dataclass(frozen=True)
class Push:
    """A request that WeChat sends to us."""

    query: dict[str, str]
    body: bytes
    content_type: str


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's own


def check_event(stub, trace_id: str, suggest: str, label: int, **more) -> dict:
    """The event that tells what became of a media check; the label is text, as in real pushes."""
    return {
        "ToUserName": "gh_9df7d78a1234",
        "FromUserName": stub.checks.media.get(trace_id, {}).get(
            "openid", "o4_t144jTUSEoxydysUA2E234"
        ),
        "CreateTime": int(stub.now.timestamp()),
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": stub.app_id,
        "trace_id": trace_id,
        "version": 2,
        "detail": [
            {
                "strategy": "content_model",
                "errcode": 0,
                "suggest": suggest,
                "label": label,
                "prob": 90,
            }
        ],
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": suggest, "label": str(label)},
    } | more


def push(event: dict, *, token: str, timestamp: int, form: str, aes: str = "", app_id="") -> Push:
    """Send an event in XML or JSON, in the clear or encrypted."""
    stamp, nonce = str(timestamp), "1320562132"
    query = {"signature": sign(token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    query["openid"] = event["FromUserName"]
    content = _written(event, form)
    if aes:
        sealed = encrypt(content, aes, app_id or event["appid"])
        query |= {"encrypt_type": "aes", "msg_signature": sign(token, stamp, nonce, sealed)}
        content = _written({"ToUserName": event["ToUserName"], "Encrypt": sealed}, form)
    return Push(query, content, {"xml": "text/xml", "json": "application/json"}[form])


def encrypt(content: bytes, aes: str, app_id: str) -> str:
    """Seal as WeChat does: 16 random bytes, length, content, app id; PKCS7 to 32; AES-256-CBC."""
    key = base64.b64decode(aes + "=")
    plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + app_id.encode()
    missing = 32 - len(plain) % 32
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(
        cipher.update(plain + bytes([missing]) * missing) + cipher.finalize()
    ).decode()


def _written(event: dict, form: str) -> bytes:
    if form == "json":
        return json.dumps(event, ensure_ascii=False).encode()
    return f"<xml>{_members(event)}</xml>".encode()


def _members(content: dict) -> str:
    written = []
    for name, value in content.items():
        for each in value if isinstance(value, list) else [value]:
            inner = {dict: _members, str: lambda v: f"<![CDATA[{v}]]>"}
            text = inner.get(type(each), str)(each)
            written.append(f"<{name}>{text}</{name}>")
    return "".join(written)

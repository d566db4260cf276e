"""What WeChat sends to us: is it from WeChat, is it of now, and what does it say."""

import base64
import hashlib
import hmac
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.core.errors import ForbiddenError, InvalidError
from app.wechat.contract import Suggestion
from app.wechat.models import ContentState
from app.wechat.verdicts import verdict

log = logging.getLogger(__name__)
WINDOW = timedelta(minutes=5)  # WeChat repeats a push within seconds
BLOCK, HEAD = 32, 20  # bytes: of WeChat's padding; before the content
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Keys:
    """What WeChat and we share for pushes; without ``aes_key`` they come in the clear."""

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in a push's address."""

    timestamp: str
    nonce: str
    signature: str
    msg_signature: str = ""


@dataclass(frozen=True, slots=True)
class MediaAnswer:
    """What a push says about a file."""

    trace_id: str
    state: ContentState
    suggestion: Suggestion | None
    label: int | None


def admit(keys: Keys, envelope: Envelope, now: datetime) -> None:
    """Raise ``ForbiddenError`` unless WeChat sent this within the last minutes."""
    if not keys.token:
        log.error("WeChat's push is refused: WEIGUANG_WECHAT_PUSH_TOKEN is not set")
        raise _forbidden()
    _verify(envelope.signature, keys.token, envelope.timestamp, envelope.nonce)
    sent = int(envelope.timestamp) if envelope.timestamp.isdecimal() else 0
    if abs(now.timestamp() - sent) > WINDOW.total_seconds():
        raise ForbiddenError(
            "wechat_push_stale",
            "推送时间与服务器时间相差过大，请检查服务器时钟。",
            "This push is too old or too new. Check this server's clock.",
        )


def read(keys: Keys, envelope: Envelope, content: bytes) -> Event:
    """Return the event in a push that was admitted, in XML or JSON, sealed or in the clear.

    In the clear the signature does not cover the content: with a key only sealed ones are read.
    """
    event = _parsed(content)
    if keys.aes_key:
        sealed = str(event.get("Encrypt", ""))
        _verify(envelope.msg_signature, keys.token, envelope.timestamp, envelope.nonce, sealed)
        event = _parsed(_opened(keys, sealed))
    elif "Encrypt" in event:
        log.error("WeChat's push is sealed, and WEIGUANG_WECHAT_PUSH_AES_KEY is not set")
        raise _forbidden()
    if str(event.get("appid", keys.app_id)) != keys.app_id:
        raise _forbidden()
    return event


def media_answer(event: Event) -> MediaAnswer | None:
    """Return what an event says about a file; None if it is about something else."""
    trace_id = event.get("trace_id")
    if event.get("Event") != "wxa_media_check" or not isinstance(trace_id, str):
        return None
    failed = any(str(event.get(name) or "0") != "0" for name in ("errcode", "status_code"))
    if failed:  # WeChat could not fetch it, or not look at it
        return MediaAnswer(trace_id, ContentState.HUMAN_REVIEW, None, None)
    result = event.get("result")
    if not isinstance(result, dict):
        known = {"0": "pass", "1": "risky"}  # of the form before version 2
        result = {"suggest": known.get(str(event.get("isrisky")))}
    found = verdict(trace_id, result)
    state = ContentState(found.suggestion.value)
    return MediaAnswer(trace_id, state, found.suggestion, found.label)


def _verify(signature: str, *parts: str) -> None:
    # WeChat's own construction; what it guards is not SHA-1's resistance to collisions.
    expected = hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        raise _forbidden()


def _opened(keys: Keys, sealed: str) -> bytes:
    """Decrypt: 16 random bytes, the content's length, the content, the app id; PKCS7 to 32."""
    try:
        key = base64.b64decode(keys.aes_key + "=", validate=True)
        cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
        plain = cipher.update(base64.b64decode(sealed, validate=True)) + cipher.finalize()
    except ValueError:
        raise _forbidden() from None
    padding = plain[-1:] * (plain[-1] if plain else 0)
    length = int.from_bytes(plain[16:HEAD], "big")
    content, app_id = plain[HEAD : HEAD + length], plain[HEAD + length : len(plain) - len(padding)]
    if not 1 <= len(padding) <= BLOCK or not plain.endswith(padding):
        raise _forbidden()
    if app_id != keys.app_id.encode():
        raise _forbidden()
    return content


def _parsed(content: bytes) -> Event:
    try:
        text = content.decode()
        found = json.loads(text) if text.lstrip().startswith("{") else _from_xml(text)
    except (ValueError, ET.ParseError):
        found = None
    if not isinstance(found, dict):
        raise InvalidError(
            "wechat_push_unreadable",
            "推送内容无法解析，应为 XML 或 JSON。",
            "This push cannot be read: neither XML nor JSON as WeChat writes it.",
        )
    return found


def _from_xml(text: str) -> Any:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # WeChat needs neither; attackers do
        return None
    return _members(ET.fromstring(text))  # noqa: S314 - without a DTD there are no entities


def _members(element: ET.Element) -> Any:
    return {each.tag: _members(each) for each in element} or (element.text or "").strip()


def _forbidden() -> ForbiddenError:
    return ForbiddenError(
        "wechat_push_forbidden",
        "推送签名不正确，请检查小程序后台的消息推送设置。",
        "This push is not signed by our WeChat. Check the message push settings.",
    )

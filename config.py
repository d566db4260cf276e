"""Every setting of the product: one frozen value, and the only reader of the environment."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Self


class MapKind(StrEnum):
    """What lies under the fences on a map."""

    NONE = "none"
    PMTILES = "pmtiles"
    TIANDITU = "tianditu"


ROOT = Path(__file__).resolve().parent
DEMO_MARK = "demo.loading"  # in `var`, while the demo of a trial is being put in


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and another.

    Each field is read from ``WEIGUANG_<FIELD>``; a field that is not set keeps its default, which
    is the embedded installation: SQLite, and a queue that is started beside the server.
    """

    development: bool = False  # development login and the simulated clock exist only when true
    secret_key: str = ""  # ≥ 32 characters; signs tokens and codes, seals tracks and names
    previous_secret_key: str = ""  # the one before, until `flask rotate-keys` has done its work
    var: Path = field(default=ROOT / "var")  # folder for the embedded database and queue
    database_url: str = ""  # SQLAlchemy URL; empty: SQLite in `var`
    redis_url: str = ""  # empty: the embedded queue's socket in `var`; "none": no queue at all
    organisation: str = "沿河县新时代文明实践中心"  # name of the first organisation
    base_map: str = "none"  # none | pmtiles:/tiles/FILE.pmtiles | tianditu:KEY
    area: str = "520627"  # six digits of the county (GB/T 2260), with which volunteer numbers begin

    access_minutes: int = 15  # minutes an access token lives
    refresh_days: int = 30  # days a refresh token lives unused
    proxies: int = 0  # reverse proxies in front, whose X-Forwarded-For is believed
    pool_size: int = 16  # database connections a server process may hold

    location_consent: bool = False  # a trial insists on it too; a real installation always does
    real_name_to_serve: bool = False  # only people with a verified identity may sign up
    youngest_age: int = 0  # years below which nobody may serve (Shenzhen: 10)
    minors_accompanied: bool = False  # from 14 on a guardian in the same slot will do (Chongqing)

    erasure_days: int = 7  # days in which who asked to be erased may think better of it
    look_at_words: bool = False  # a trial looks at what people write too; others always do
    manual_hours_a_month: int = 200  # manual hours that an organisation may credit in a month

    dispute_days: int = 15  # days after a settlement in which the volunteer may object to it
    publicity_days: int = 7  # days that hours are shown before they are settled (民发〔2015〕149号)
    publicity_working_days: bool = False  # only Mondays to Fridays are counted
    report_days: int = 14  # days after the end without a closing report; then administrators know

    live_streams: int = 2  # live boards that a server process streams at once; more ask again
    live_seconds: int = 60  # after which a stream ends and the screen comes back
    photo_days: int = 30  # days that photos of a service are kept
    public_url: str = ""  # https://…, where WeChat fetches photos to check; empty: people look
    track_days: int = 30  # days raw pings are kept after the end of the slot
    ping_lateness_hours: int = 72  # hours after its time that a ping may still arrive
    ping_ahead_seconds: int = 600  # seconds a phone's clock may be ahead of ours

    activity_review_hours: int = 72  # hours in which a submitted activity is to be reviewed
    offer_minutes: int = 120  # minutes that a free place is kept for the next on the waitlist
    travel_kmh: float = 20.0  # km/h, straight, between two slots of one person; 0: no time at all

    wechat_app_id: str = ""  # empty: WeChat is answered by the console implementation
    wechat_secret: str = ""
    wechat_url: str = "https://api.weixin.qq.com"
    wechat_timeout_seconds: float = 5.0
    wechat_push_token: str = ""  # as set for message pushes at WeChat; empty: pushes are refused
    wechat_push_aes_key: str = ""  # EncodingAESKey, 43 characters; empty: pushes in the clear
    wechat_templates: str = ""  # NAME=ID:FIELD,… for each subscribe message, blanks between
    wechat_notice_page: str = ""  # page that a message opens, with ?id=…; empty: none

    quiet_hours: str = "22:00-07:00"  # in China: no message but an urgent one; empty: none
    notice_days: int = 365  # days a notice stays in the inbox
    audit_years: int = 10  # years the audit is kept, 3 at least (PIPL 56); records it explains: 10
    service_years: int = 10  # years that records of service and agreements are kept, at least 10
    proof_years: int = 3  # years that proofs of consents and looks are kept, at least 3 (PIPL 56)

    @classmethod
    def from_env(cls, **overrides: Any) -> Self:
        """Return the settings of this process; keyword arguments win over the environment."""
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = os.environ.get(f"WEIGUANG_{each.name.upper()}")
            if text is not None:
                values[each.name] = _parse(each.name, text, each.type)
        return cls(**(values | overrides))

    def __post_init__(self) -> None:
        if self.track_days * 24 <= self.ping_lateness_hours:
            raise ValueError("tracks must be kept for longer than pings may be late / 保留期过短")
        if not (len(self.area) == 6 and self.area.isascii() and self.area.isdigit()):
            raise ValueError("WEIGUANG_AREA has six digits / 行政区划代码应为六位数字")
        self._require_years()
        if self.wechat_push_aes_key and len(self.wechat_push_aes_key) != 43:
            raise ValueError(
                "WEIGUANG_WECHAT_PUSH_AES_KEY has 43 characters / 消息加密密钥应为 43 个字符"
            )
        if not self._has_base_map:
            raise ValueError(
                "WEIGUANG_BASE_MAP is none, pmtiles:/tiles/FILE.pmtiles or tianditu:KEY / "
                "底图应为 none、pmtiles:/tiles/文件.pmtiles 或 tianditu:密钥"
            )
        if not self.development and len(self.secret_key) < 32:
            raise ValueError(
                "WEIGUANG_SECRET_KEY must have at least 32 characters "
                "(or set WEIGUANG_DEVELOPMENT=1 for a trial) / 请设置至少 32 个字符的密钥"
            )

        if self.previous_secret_key and self.previous_secret_key == self.key:
            raise ValueError(
                "WEIGUANG_PREVIOUS_SECRET_KEY must be another than WEIGUANG_SECRET_KEY / "
                "旧密钥不能与新密钥相同"
            )

    def _require_years(self) -> None:
        """Raise if something would be let go before a law allows it."""
        if self.audit_years < 3:
            raise ValueError("WEIGUANG_AUDIT_YEARS is 3 at least / 操作记录至少保存三年")
        if self.service_years < 10:
            raise ValueError(
                "WEIGUANG_SERVICE_YEARS is 10 at least (GB/T 40143-2021, 5.2.2) / "
                "志愿服务记录至少保存十年"
            )
        if self.proof_years < 3:
            raise ValueError(
                "WEIGUANG_PROOF_YEARS is 3 at least (PIPL 56) / 同意的记录至少保存三年"
            )

    @property
    def key(self) -> str:
        """The secret key; a trial installation has a fixed one that protects nothing."""
        return self.secret_key or "development-only-key-that-protects-nothing"

    @property
    def map_shown(self) -> dict[str, Any]:
        """The base map as the screens are told: its kind, and where it is or the key to it."""
        kind, _, value = self.base_map.partition(":")
        member = {MapKind.PMTILES: "url", MapKind.TIANDITU: "key"}.get(MapKind(kind))
        return {"kind": MapKind(kind)} | ({member: value} if member else {})

    @property
    def _has_base_map(self) -> bool:
        # Nothing is shown from elsewhere: a file lies on this server.
        return bool(
            re.fullmatch(r"none|pmtiles:/(?!/)[\w./-]+|tianditu:[0-9A-Za-z]{8,64}", self.base_map)
        )

    @property
    def insists_on_consent(self) -> bool:
        """Whether nobody is located who has not agreed to it."""
        return self.location_consent or not self.development

    @property
    def looks_at_words(self) -> bool:
        """Whether nothing that people write is shown before somebody has looked."""
        return self.look_at_words or not self.development

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.var / 'weiguang.db'}"

    @property
    def redis(self) -> str:
        """The queue's URL."""
        return self.redis_url or f"unix://{self.queue_socket}"

    @property
    def has_queue(self) -> bool:
        """Whether there is a queue; without one the worker asks the database what is owed."""
        return self.redis_url != "none"

    @property
    def queue_socket(self) -> Path:
        """Where the embedded queue listens; a socket's path may have about 100 characters."""
        path = self.var / "queue.sock"
        if len(str(path)) <= 100:
            return path
        name = hashlib.sha256(str(path).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"weiguang-{name}.sock"

    @property
    def ping_lateness(self) -> timedelta:
        """How long after its time a ping may still arrive."""
        return timedelta(hours=self.ping_lateness_hours)

    @property
    def ping_ahead(self) -> timedelta:
        """How far a phone's clock may be ahead of ours."""
        return timedelta(seconds=self.ping_ahead_seconds)


def _parse(name: str, text: str, kind: object) -> Any:
    if kind is bool:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if kind not in {int, float, Path}:
        return text
    try:
        return kind(text)
    except ValueError as error:
        raise ValueError(f"WEIGUANG_{name.upper()} is {text!r}, not a number / 应为数字") from error

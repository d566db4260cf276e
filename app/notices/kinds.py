"""What people are told: each kind with its words, and how it fills a WeChat template.

A feature that has something to say adds its kind to the module that speaks of the same matter. In
the words ``{name}`` is a value; a value whose name ends in ``_at`` is an instant (ISO 8601), shown
as a clock in China shows it. Every value that ``notify`` must be given is listed in ``needs``;
those that no word names lead on from the notice, as ``activity_id`` does.
"""

from app.notices.account_kinds import ACCOUNT_KINDS
from app.notices.activity_kinds import ACTIVITY_KINDS
from app.notices.hours_kinds import HOURS_KINDS
from app.notices.matters import Kind
from app.notices.need_kinds import NEED_KINDS
from app.notices.request_kinds import REQUEST_KINDS
from app.notices.speaking import Values, Words

__all__ = ["COPIED", "KINDS", "Kind", "field_texts", "require_values"]

KINDS = {
    **ACCOUNT_KINDS,
    **ACTIVITY_KINDS,
    **HOURS_KINDS,
    **NEED_KINDS,
    **REQUEST_KINDS,
    Kind.COPY: Words(
        "您照看的人有新通知",
        "{who}：{said_zh}",
        "A notice to somebody you look after",
        "{who}: {said}",
        ("activity_id", "who", "said", "said_zh"),
    ),
}

# Those that guardians, and leaders who act for somebody, are told as well.
COPIED = frozenset(
    {
        Kind.PLACE_OFFERED,
        Kind.SIGN_UP_DECIDED,
        Kind.ACTIVITY_CANCELLED,
        Kind.ACTIVITY_CHANGED,
        Kind.COURSE_SESSION_CANCELLED,
        Kind.NO_SHOW,
        Kind.HOURS_CREDITED,
        Kind.HOURS_CHANGED,
    }
)


def require_values(kind: Kind, values: Values) -> None:
    """Raise ``ValueError`` unless a kind is given just the values that it needs."""
    if values.keys() != set(KINDS[kind].needs):
        raise ValueError(f"{kind} needs {KINDS[kind].needs}, not {sorted(values)}")


def field_texts(kind: Kind, values: Values) -> tuple[str, ...]:
    """Return what goes into the template's fields; instants stay as they are."""
    return tuple(each.format_map(values) for each in KINDS[kind].fields)

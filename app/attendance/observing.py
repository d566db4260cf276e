"""What phone and people have shown: pings, words and clocks, through the engine, as presence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.activities.models import Activity
from app.activities.sites import sites_at
from app.attendance import doubts, means, pings, verdicts
from app.attendance.models import Attendance, EvidenceRow, Method, PingBatch, Settlement
from app.attendance.suspicions import suspicions
from app.core.db import session
from geofence.fences import Site
from geofence.model import Model
from geofence.pings import Pings, merge
from geofence.presence import settle_presence
from geofence.verdict import Evidence, EvidenceKind, Presence

OFFSET_IGNORED = timedelta(seconds=5)
OFFSET_CORRECTED = timedelta(minutes=10)
VOUCHED = {Method.CODE: EvidenceKind.CODE, Method.QR: EvidenceKind.CODE}
OWN_WORD = frozenset({Method.GPS, Method.SELF, Method.PHOTO})


class Observed(NamedTuple):
    """What was shown, and what about it a person must look at."""

    presence: Presence
    offset: timedelta  # by which the phone's clock was corrected, the largest of several
    remarks: list[dict[str, Any]]
    batches: int


class Gathered(NamedTuple):
    """What phone and people have sent, as the engine takes it."""

    track: Pings
    sites: tuple[Site, ...]
    model: Model
    evidence: list[Evidence]  # words that the engine takes for evidence
    said: Sequence[EvidenceRow]  # all that was said
    batches: list[pings.Loaded]
    offsets: list[timedelta]  # by how much each phone's clock is behind ours


def gather(attendance: Attendance) -> Gathered:
    """Return what was sent and said, the clocks of the phones put right."""
    batches = pings.load_pings(attendance.id)
    said = _evidence(attendance)
    offsets = _offsets(batches)
    batches = [_corrected(each, offsets.get(each.row.device_id)) for each in batches]
    return Gathered(
        merge(*(each.pings for each in batches)) if batches else pings.NONE,
        sites_at(attendance.activity, attendance.slot),
        model_of(attendance.activity),
        [_vouching(row) for row in said if row.method not in OWN_WORD],
        said,
        batches,
        list(offsets.values()),
    )


def observe(attendance: Attendance, latest: Settlement | None) -> Observed:
    """Return what is known of an attendance: a pure function of what was sent and said."""
    if attendance.tracks_deleted_at is not None and latest is not None:
        # The pings are gone, as they must be; what they showed was kept.
        return Observed(*verdicts.from_json(latest.verdict), attendance.settled_batches)
    sent = gather(attendance)
    presence = settle_presence(sent.track, sent.sites, sent.model, evidence=sent.evidence)
    doubts = suspicions(attendance.id, sent.track, sent.sites, sent.batches)
    presence = replace(presence, signals=presence.signals + doubts)
    corrections = [_correction(each) for each in sent.offsets]
    offset = max(corrections, key=abs, default=timedelta())
    presence = _until_check_out(presence, attendance, sent.said, offset)
    remarks = _remarks(attendance, sent.batches, sent.said, sent.offsets)
    return Observed(presence, offset, remarks, len(sent.batches))


def model_of(activity: Activity) -> Model:
    """Return the estimator's constants for an activity: the defaults and its presence policy."""
    policy = activity.presence_policy
    if policy.get("gap_minutes"):
        return Model(policy=policy["kind"], sampled_gap_s=policy["gap_minutes"] * 60.0)
    return Model(policy=policy["kind"])


def _evidence(attendance: Attendance) -> Sequence[EvidenceRow]:
    mine = sa.select(EvidenceRow).where(EvidenceRow.attendance_id == attendance.id)
    return session().scalars(mine.order_by(EvidenceRow.id)).all()


def _vouching(row: EvidenceRow) -> Evidence:
    # A GPS check-in is a ping among pings; codes and roll-calls are somebody's or something's word.
    kind = VOUCHED.get(row.method, EvidenceKind.ROLL_CALL)
    return Evidence(
        row.at, EvidenceKind.CHECK_OUT if row.kind == "check_out" else kind, row.site_id
    )


def _corrected(batch: pings.Loaded, offset: timedelta | None) -> pings.Loaded:
    return batch._replace(pings=pings.shifted(batch.pings, _correction(offset)))


def _offsets(batches: list[pings.Loaded]) -> dict[str | None, timedelta]:
    """Return by how much each device's clock is behind ours: the median over its batches."""
    by_device: dict[str | None, list[PingBatch]] = defaultdict(list)
    for row, _, _ in batches:
        if row.sent_at is not None:
            by_device[row.device_id].append(row)
    return {device: pings.clock_offset(rows) for device, rows in by_device.items()}


def _correction(offset: timedelta | None) -> timedelta:
    if offset is None or not OFFSET_IGNORED < abs(offset) <= OFFSET_CORRECTED:
        return timedelta()
    return offset


def _until_check_out(
    presence: Presence,
    attendance: Attendance,
    evidence: Sequence[EvidenceRow],
    offset: timedelta,
) -> Presence:
    """Nobody serves after they said that they leave; a phone says so by its own clock."""
    end = attendance.checked_out_at
    if end is None:
        return presence
    by_phone = any(
        e.kind == "check_out" and e.at == end and e.method is Method.GPS for e in evidence
    )
    return verdicts.clipped(presence, end + offset if by_phone else end)


def _remarks(
    attendance: Attendance,
    batches: list[pings.Loaded],
    evidence: Sequence[EvidenceRow],
    offsets: list[timedelta],
) -> list[dict[str, Any]]:
    devices = {row.device_id for row, _, _ in batches if row.device_id}
    late = [e for e in evidence if _came_late(e, attendance.slot.ends_at)]
    wrong = [each for each in offsets if abs(each) > OFFSET_CORRECTED]
    found = (
        ("SEVERAL_DEVICES", len(devices) if len(devices) > 1 else 0,
         "部手机为本次考勤上报定位，请核实", "phones sent pings for this attendance"),
        ("LATE_CHECK_IN", len(late),
         "次签到在场次结束后才上报，请核实", "check-in(s) arrived after the end of the slot"),
        ("CLOCK_WRONG", len(wrong),
         "部手机的时钟相差 10 分钟以上，请核实", "phone clock(s) more than 10 minutes off"),
        ("SECOND_MISSING", means.lacking(attendance.activity_id, evidence),
         "次签到缺少活动要求的第二种证明，请核实", "check-in(s) without the second means needed"),
        ("PHOTO_TO_SEE", means.by_photo(attendance.activity_id, evidence),
         "次签到以照片为第二种证明，请查看照片", "check-in(s) with a photo as second means"),
        ("RECEIPT_DOUBTFUL", doubts.flagged(evidence),
         "条离线记录序号有缺或手机时钟可疑", "receipt(s) behind a gap or by a doubtful clock"),
    )  # fmt: skip
    return [
        {"code": code, "count": count, "zh": f"{count} {zh}", "en": f"{count} {en}"}
        for code, count, zh, en in found
        if count
    ]


def _came_late(row: EvidenceRow, end: datetime) -> bool:
    return row.kind == "check_in" and row.method is Method.GPS and row.received_at > end

"""What codes, rules and figures mean, in Chinese and in English, for the people concerned."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from geofence.verdict import EvidenceKind, Reason

__all__ = [
    "EVIDENCE",
    "FIGURES",
    "REASONS",
    "RULES",
    "Phrase",
    "day",
    "distance",
    "duration",
    "zone_name",
]


class Phrase(NamedTuple):
    """The same said in both languages.

    Examples
    --------
    >>> Phrase("在场", "present").en
    'present'
    """

    zh: str
    en: str


REASONS: Final[Mapping[Reason, Phrase]] = {
    Reason.ABSENCE_BRIDGED: Phrase(
        "中途短暂离开，按规则仍计入", "a short absence in between counts under the rules"
    ),
    Reason.BELOW_MINIMUM: Phrase(
        "总时长不足最短计时，按规则不计", "the total is below the least that counts"
    ),
    Reason.BOUNDARY_INTERPOLATED: Phrase(
        "到达或离开的时刻按前后两次定位推算",
        "arrival or departure was worked out from the fixes before and after",
    ),
    Reason.BREAK_DECLARED: Phrase("活动公布的休息时间不计", "a declared break does not count"),
    Reason.CAP_APPLIED: Phrase(
        "超过每日上限的部分不计", "what is above the daily limit does not count"
    ),
    Reason.CLOCK_CORRECTED: Phrase(
        "手机时钟有偏差，已按服务器时间校正",
        "the phone's clock was off; times were corrected by the server's",
    ),
    Reason.CLOCK_IMPOSSIBLE: Phrase(
        "手机报告的时间不可能，相关定位未采用；请检查手机的日期",
        "the phone gave impossible times; those fixes were set aside: check its date",
    ),
    Reason.CLOCK_STEPPED: Phrase(
        "手机时钟在服务中跳变，请核对时间",
        "the phone's clock jumped during the service: check the times",
    ),
    Reason.DATUM_SUSPECT: Phrase(
        "坐标系可能标错：换一种坐标系才落在地点内；请核对数据来源",
        "the datum may be mislabelled: the fixes lie at the site only in another one; check it",
    ),
    Reason.FIXES_FROZEN: Phrase(
        "定位长时间一动不动，请核实是否本人在场",
        "the position stood perfectly still for long: check that the person was there",
    ),
    Reason.GAP_CREDITED: Phrase(
        "有一段时间没有定位，但前后都在场，已计入",
        "a silence between two fixes at the site was counted",
    ),
    Reason.GAP_UNVERIFIED: Phrase(
        "长时间没有定位，可能一直在场但无法证明；请协调员核实",
        "no fixes for long: a stay is plausible but not shown; a coordinator can confirm it",
    ),
    Reason.JITTER_BOUNDED: Phrase(
        "定位抖动过于规整，像是软件生成，请核实",
        "the position trembles within sharp bounds, as software makes it: have a look",
    ),
    Reason.JITTER_WHITE: Phrase(
        "定位误差没有真实手机的连贯性，请核实",
        "the errors lack the memory that real ones have: have a look",
    ),
    Reason.LAST_KNOWN_REPEAT: Phrase(
        "手机多次重复同一位置（常见，一般无碍）",
        "the phone repeated one position several times (common and mostly harmless)",
    ),
    Reason.LATE_RECOMPUTED: Phrase(
        "迟到的定位已补入并重新核算", "fixes that came late were added and all was computed again"
    ),
    Reason.OPEN_END_LAST_EVIDENCE: Phrase(
        "没有离开的证据，算到最后一次定位为止",
        "nothing shows the departure: the stay ends at the last evidence",
    ),
    Reason.OUTLIER_IGNORED: Phrase(
        "个别定位明显跳点，已忽略", "single fixes that jumped away were ignored"
    ),
    Reason.OUTSIDE_SLOT: Phrase(
        "不在活动时段内，不计", "outside the hours of the activity: not counted"
    ),
    Reason.OVERLAP_APPORTIONED: Phrase(
        "同一时间已计入其他活动", "the same time was counted for another activity"
    ),
    Reason.READINGS_CONSTANT: Phrase(
        "速度、海拔等读数始终不变，请核实", "speed, altitude and the like never change: have a look"
    ),
    Reason.ROUNDED: Phrase("总时长按规则取整", "the total was rounded under the rules"),
    Reason.SHARED_DEVICE: Phrase(
        "同一部手机用于多个账号，请核实是否代签",
        "one phone served several accounts: ask who used it",
    ),
    Reason.TELEPORT: Phrase(
        "位置瞬间移动，人不可能这样走，请核实",
        "the position moved faster than anybody can: have a look",
    ),
    Reason.TWIN_TRACE: Phrase(
        "与另一份定位记录几乎相同，请核实",
        "the track is nearly the same as another one: have a look",
    ),
}

EVIDENCE: Final[Mapping[EvidenceKind, Phrase]] = {
    EvidenceKind.CHECK_IN: Phrase("签到", "check-in"),
    EvidenceKind.CHECK_OUT: Phrase("签退", "check-out"),
    EvidenceKind.CODE: Phrase("口令", "code"),
    EvidenceKind.ROLL_CALL: Phrase("点名", "roll-call"),
}

RULES: Final[Mapping[str, Phrase]] = {
    "absence_bridge": Phrase("短暂离开仍计入", "short absences count"),
    "breaks": Phrase("休息时间不计", "declared breaks do not count"),
    "daily_cap": Phrase("每日上限", "daily limit"),
    "daily_review": Phrase("长时间须审核", "long days are reviewed"),
    "minimum": Phrase("最短计时", "least that counts"),
    "overlap": Phrase("同一时间只计一次", "a second counts for one activity only"),
    "rounding": Phrase("取整", "rounding"),
    "slot_window": Phrase("只计活动时段", "only the hours of the activity count"),
}

FIGURES: Final[Mapping[str, Phrase]] = {
    "below_s": Phrase("少于", "less than"),
    "county_above_s": Phrase("县级审核：每日超过", "by the county above"),
    "early_s": Phrase("可提前", "early by"),
    "late_s": Phrase("可延后", "late by"),
    "limit_s": Phrase("每日", "a day"),
    "mode": Phrase("方式", "mode"),
    "organisation_above_s": Phrase("组织审核：每日超过", "by the organisation above"),
}

_WEEKDAYS: Final = (
    Phrase("星期一", "Monday"),
    Phrase("星期二", "Tuesday"),
    Phrase("星期三", "Wednesday"),
    Phrase("星期四", "Thursday"),
    Phrase("星期五", "Friday"),
    Phrase("星期六", "Saturday"),
    Phrase("星期日", "Sunday"),
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def duration(seconds: float) -> Phrase:
    """Write a length of time without parts that are zero.

    Parameters
    ----------
    seconds : float
        Its sign and what is below a second are dropped.

    Returns
    -------
    Phrase

    Examples
    --------
    >>> duration(-5400)
    Phrase(zh='1 小时 30 分钟', en='1 h 30 min')
    >>> duration(0).en
    '0 s'
    """
    minutes, s = divmod(abs(int(seconds)), 60)
    counts = (*divmod(minutes, 60), s)
    units = (Phrase("小时", "h"), Phrase("分钟", "min"), Phrase("秒", "s"))
    parts = [(n, unit) for n, unit in zip(counts, units, strict=True) if n] or [(0, units[2])]
    return Phrase(
        " ".join(f"{n} {unit.zh}" for n, unit in parts),
        " ".join(f"{n} {unit.en}" for n, unit in parts),
    )


def distance(metres: float) -> str:
    """Write a distance as people say it.

    Parameters
    ----------
    metres : float
        Not negative.

    Returns
    -------
    str

    Examples
    --------
    >>> distance(12.4), distance(2345.0), distance(1.2e7)
    ('12 m', '2.3 km', '12000 km')
    """
    if metres < 999.5:
        return f"{metres:.0f} m"
    return f"{metres / 1000.0:.1f} km" if metres < 99_500.0 else f"{metres / 1000.0:.0f} km"


def day(instant: datetime, zone: tzinfo) -> Phrase:
    """Write a date with its day of the week.

    Parameters
    ----------
    instant : datetime
        Aware.
    zone : tzinfo
        Where the date is read.

    Returns
    -------
    Phrase

    Examples
    --------
    >>> from datetime import UTC
    >>> day(datetime(2026, 5, 1, tzinfo=UTC), UTC)
    Phrase(zh='2026年5月1日 星期五', en='Friday 1 May 2026')
    """
    local = instant.astimezone(zone)
    weekday = _WEEKDAYS[local.weekday()]
    return Phrase(
        f"{local.year}年{local.month}月{local.day}日 {weekday.zh}",
        f"{weekday.en} {local.day} {_MONTHS[local.month - 1]} {local.year}",
    )


def zone_name(instant: datetime, zone: tzinfo) -> str:
    """Write how far local time is ahead of UTC.

    Parameters
    ----------
    instant : datetime
        Aware: summer time depends on it.
    zone : tzinfo
        Whose time it is.

    Returns
    -------
    str

    Examples
    --------
    >>> from datetime import UTC, timedelta, timezone
    >>> zone_name(datetime(2026, 5, 1, tzinfo=UTC), timezone(timedelta(hours=8)))
    'UTC+08:00'
    """
    ahead = f"{instant.astimezone(zone):%z}"
    return f"UTC{ahead[:3]}:{ahead[3:5]}"

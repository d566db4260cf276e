"""Signals of fraud: what about an attendance's pings a person should look at, how urgently."""

from collections.abc import Iterable, Sequence
from math import prod, sqrt
from typing import Final

import numpy as np

from geofence.clocks import Delivery, drift_of
from geofence.fences import Site
from geofence.jitter import Jitter, jitter_of
from geofence.jumps import Jump, jumps_of
from geofence.pings import Pings
from geofence.repeats import Readings, constant_columns, frozen_run
from geofence.verdict import Reason, Signal

__all__ = ["REVIEW_AT", "fraud_score", "signals_of"]

REVIEW_AT: Final = 0.5  # combined score from which a person should look
_NOTED_AT: Final = 0.1  # a lower score is not worth a line
_WHITE_MEMORY: Final = -0.085  # of independent errors: each path includes the fix itself
_FLAPS: Final = 4  # more jumps than people make in a day
# Signals that look at the same thing are not two witnesses: of a kind the loudest counts.
_KINDS: Final = {
    Reason.JITTER_WHITE: "shape",
    Reason.JITTER_BOUNDED: "shape",
    Reason.FIXES_FROZEN: "shape",
    Reason.READINGS_CONSTANT: "shape",
}


def signals_of(
    pings: Pings,
    sites: Sequence[Site] = (),
    *,
    readings: Readings | None = None,
    deliveries: Sequence[Delivery] = (),
) -> tuple[Signal, ...]:
    """Look for signs that the positions were made and not measured.

    A function of the sets of pings and deliveries: order and repeats change nothing, nor does
    moving pings and sites together. A signal accuses nobody: it says what to look at.

    Parameters
    ----------
    pings : Pings
        Of one attendance.
    sites : sequence of Site
        Where being seen is worth something; a jump that touches none of them hardly counts.
    readings : Readings, optional
        Speed and altitude as the phone gave them.
    deliveries : sequence of Delivery
        When which batch came in.

    Returns
    -------
    tuple of Signal
        With scores in (0, 1], sorted by code. `docs/engine-signals.md` has the measured rates.

    Examples
    --------
    >>> t = [1.7e9 + 60.0 * k for k in range(120)]
    >>> still = Pings.of(t, [108.5] * 120, [28.5] * 120, [5.0] * 120, datum="wgs84")
    >>> [(signal.code.value, signal.count) for signal in signals_of(still)]
    [('FIXES_FROZEN', 120)]
    """
    found: list[Signal] = []
    jitter = jitter_of(pings)
    if jitter is not None:
        found += [_white(jitter), _bounded(jitter)]
    found += [
        _frozen(pings),
        _constant(pings, readings or Readings()),
        _teleport(jumps_of(pings, sites)),
        _clock(deliveries),
    ]
    return tuple(sorted((s for s in found if s.score >= _NOTED_AT), key=lambda s: s.code))


def fraud_score(signals: Iterable[Signal]) -> float:
    """Combine scores: of each kind the highest, then as independent doubts, 1 - prod(1 - s).

    It never falls when a signal is added or grows.

    Parameters
    ----------
    signals : iterable of Signal
        Any; those without a score count nothing.

    Returns
    -------
    float
        In [0, 1]; from `REVIEW_AT` on a person should look.

    Examples
    --------
    >>> fraud_score([])
    0.0
    >>> jump = Signal(Reason.TELEPORT, 1, "A jump.", "跳跃。", 0.5)
    >>> clock = Signal(Reason.CLOCK_STEPPED, 2, "A clock.", "时钟。", 0.5)
    >>> fraud_score([jump, clock, jump])
    0.75
    """
    loudest: dict[str, float] = {}
    for signal in signals:
        kind = _KINDS.get(signal.code, signal.code.value)
        loudest[kind] = max(loudest.get(kind, 0.0), signal.score)
    return round(1.0 - prod(1.0 - score for score in loudest.values()), 6)


def _ramp(value: float, *knots: tuple[float, float]) -> float:
    x, y = zip(*knots, strict=True)
    return round(float(np.interp(value, x, y)), 4)


def _white(jitter: Jitter) -> Signal:
    """Score errors that forget each other: below the honest 1 % quantile, and Gaussian or tamer.

    The honest bound is that of errors with 90 s of memory seen once a minute, 0.24 - 2.8 standard
    errors, and never above 0.1, which real phones undercut in fewer than one track in a hundred.
    """
    error = 0.6 / sqrt(max(jitter.pairs, 1))
    spare = (min(0.24 - 2.8 * error, 0.1) - jitter.memory) / error
    forgetful = _ramp(spare, (-1.0, 0.0), (0.0, 0.5), (3.0, 0.8))
    # errors that alternate are no random numbers: a receiver goes to and fro between two sources
    random = _ramp((jitter.memory - _WHITE_MEMORY) / error, (-4.0, 0.0), (-3.0, 0.8))
    tail = _ramp(jitter.tail, (2.3, 0.8), (2.75, 0.5), (3.2, 0.0))
    return Signal(
        Reason.JITTER_WHITE,
        jitter.pairs,
        "Position errors do not depend on the errors just before, as those of phones do: "
        "look at the track and ask how it was recorded.",
        "定位误差前后互不相关，不像手机实测，请查看轨迹并核实记录方式。",
        min(forgetful, random, tail),
    )


def _bounded(jitter: Jitter) -> Signal:
    """Score errors that stay within a disc or ring: fourth moment below the 0.5 % quantile."""
    error = 1.0 / sqrt(max(jitter.pairs, 1))
    spare = (2.0 - 4.2 * error - jitter.fourth) / error
    shape = _ramp(spare, (-1.0, 0.0), (0.0, 0.5), (3.0, 0.8))
    forgetful = _ramp(jitter.memory, (0.1, 0.8), (0.2, 0.5), (0.25, 0.0))
    random = _ramp((jitter.memory - _WHITE_MEMORY) / error, (-4.0, 0.0), (-3.0, 0.8))
    return Signal(
        Reason.JITTER_BOUNDED,
        jitter.pairs,
        "Position errors stay within a fixed distance, as random numbers do: "
        "look at the track and ask how it was recorded.",
        "定位误差始终限于固定范围，像是随机生成，请查看轨迹并核实记录方式。",
        min(shape, forgetful, random),
    )


def _frozen(pings: Pings) -> Signal:
    """Score one fix for the whole track; a repeated last-known fix in a living track is honest."""
    run = frozen_run(pings)
    lasting = _ramp(run.seconds, (1200.0, 0.0), (1800.0, 0.5), (3600.0, 0.7))
    whole = _ramp(run.share, (0.7, 0.0), (0.85, 0.5), (1.0, 0.7))
    return Signal(
        Reason.FIXES_FROZEN,
        run.fixes,
        f"{run.fixes} fixes in {run.seconds / 60.0:.0f} min have the very same position: "
        "ask whether the phone lay still, and look for other evidence.",
        f"{run.seconds / 60.0:.0f} 分钟内 {run.fixes} 个定位点的位置完全相同，"
        "请核实手机是否静置，并查看其他凭证。",
        min(lasting, whole) if run.epochs >= 10 else 0.0,
    )


def _constant(pings: Pings, readings: Readings) -> Signal:
    count, speed = constant_columns(pings, readings)
    return Signal(
        Reason.READINGS_CONSTANT,
        count,
        f"The person moves, but {count} readings (accuracy, speed, altitude) never change: "
        "look at the track and ask how it was recorded.",
        f"位置在移动，但精度、速度、海拔中有 {count} 项始终不变，请查看轨迹并核实记录方式。",
        _ramp(count, (1.0, 0.0), (2.0, 0.6), (3.0, 0.8))
        if speed
        else _ramp(count, (1, 0), (2, 0.3)),
    )


def _teleport(jumps: Sequence[Jump]) -> Signal:
    """Score the longest jump that touches a site; two such are there and back.

    Fakers jump in and out. A receiver between two cell towers jumps all the time.
    """
    far = [jump for jump in jumps if jump.at_site]
    longest = max((jump.metres for jump in far), default=0.0)
    score = _ramp(longest, (400.0, 0.0), (1000.0, 0.5), (5000.0, 0.7))
    again = 0.15 if sum(jump.metres >= 1000.0 for jump in far) >= 2 else 0.0
    metres = max((jump.metres for jump in jumps), default=0.0)
    if len(jumps) > _FLAPS:
        score, again = 0.0, 0.0
    return Signal(
        Reason.TELEPORT,
        len(jumps),
        f"{len(jumps)} jump(s) of up to {metres / 1000.0:.1f} km that no vehicle makes: "
        "ask where the person was before and after.",
        f"{len(jumps)} 次无法乘车完成的位置跳跃（最远 {metres / 1000.0:.1f} 公里），"
        "请核实跳跃前后所在地点。",
        max(score + again, 0.2) if jumps else 0.0,
    )


def _clock(deliveries: Sequence[Delivery]) -> Signal:
    early, steps = drift_of(deliveries)
    return Signal(
        Reason.CLOCK_STEPPED,
        max(early, steps),
        f"The phone's clock was ahead in {early} deliveries and put back {steps} time(s): "
        "compare the times with other evidence.",
        f"手机时钟在 {early} 次上报中超前，并被调回 {steps} 次，请与其他凭证核对时间。",
        max(_ramp(steps, (0.0, 0.0), (1.0, 0.45), (2.0, 0.7)), 0.3 if early else 0.0),
    )

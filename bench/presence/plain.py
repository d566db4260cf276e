"""The estimator of the design in its plain form: what ours has to beat by half."""

import numpy as np

from bench.presence.places import Column
from bench.presence.sessions import Session, Spans
from geofence.chain import transitions
from geofence.model import Model

KAPPA, REACH = 1.4, 3.6  # inflation of sigma; sigmas beyond which inside is certain
NEAR_M, FAR_M, LEAST_M2 = 120.0, 400.0, 300.0
OUTLIERS, CORRELATION_S = 0.03, 90.0
HABITS = Model(leave_s=7200.0, arrive_s=1200.0, linger_s=1200.0)
SURE_GAP_S, LEAST_S = 1800.0, 60.0
PER_SIGMA = {"ios": 1.414, "browser": 2.45}
_K = np.arange(61)
_TURN, _OUT = _K * np.pi * (3.0 - np.sqrt(5.0)), np.sqrt(-2.0 * np.log1p(-(_K + 0.5) / 61))
NODES = np.stack([_OUT * np.cos(_TURN), _OUT * np.sin(_TURN)])


def plain(session: Session) -> Spans:
    """Viterbi path over far, near and inside, with edges where distances balance."""
    if not len(session.t):
        return np.empty((0, 2))
    path = _viterbi(_log_fit(session), session.t)
    return _stays(session, path == 2)


def _log_fit(session: Session) -> Column:
    """Log-likelihood of each fix in each state, shape (n, 3); errors persist."""
    ratio = PER_SIGMA.get(session.pings.platform, 1.51)
    sigma = np.maximum(3.0, KAPPA * session.accuracy_m / ratio)
    x = session.xy[0] + NODES[0][:, None] * sigma
    y = session.xy[1] + NODES[1][:, None] * sigma
    signed = np.stack([place.distance_m(x, y) for place in session.places])
    nearest, edge = signed.min(axis=0), session.area.length
    near_m2 = edge * NEAR_M + np.pi * NEAR_M**2
    far_m2 = edge * FAR_M + np.pi * FAR_M**2 - near_m2
    far = (nearest > NEAR_M).mean(axis=0)  # without an outer edge: far stays far
    near = ((nearest > 0.0) & (nearest <= NEAR_M)).mean(axis=0)
    areas = np.array([max(place.area.area, LEAST_M2) for place in session.places])
    inside = ((signed <= 0.0).mean(axis=1) / areas[:, None]).max(axis=0)
    density = np.stack([far / far_m2, near / near_m2, inside], axis=1)
    floor = OUTLIERS / (session.area.area + near_m2 + far_m2)
    worth = np.minimum(np.diff(session.t, prepend=-np.inf) / CORRELATION_S, 1.0)
    loud: Column = worth[:, None] * np.log((1.0 - OUTLIERS) * density + floor)
    return loud


def _viterbi(fit: Column, t: Column) -> np.ndarray:
    """Return the most likely sequence of states (A. J. Viterbi, 1967)."""
    moves = np.log(np.maximum(transitions(np.diff(t), HABITS), 1e-300))
    best = np.log(HABITS.prior) + fit[0]
    back = np.zeros(fit.shape, dtype=int)
    for k, move in enumerate(moves, start=1):
        step = best[:, None] + move
        back[k] = step.argmax(axis=0)
        best = step.max(axis=0) + fit[k]
    path = np.empty(len(t), dtype=int)
    path[-1] = best.argmax()
    for k in range(len(t) - 1, 0, -1):
        path[k - 1] = back[k, path[k]]
    return path


def _stays(session: Session, inside: np.ndarray) -> Spans:
    t, depth = session.t, np.abs(session.distance_m)
    found = []
    for first, last in _runs(t, inside):
        start = _edge(t, depth, first, first - 1)
        end = _edge(t, depth, last, last + 1)
        if end - start >= LEAST_S:
            found.append((start, end))
    return np.array(found).reshape(-1, 2)


def _runs(t: Column, inside: np.ndarray) -> list[tuple[int, int]]:
    whole = inside[1:] & inside[:-1] & (np.diff(t) <= SURE_GAP_S)
    firsts = np.flatnonzero(inside & ~np.append(False, whole))
    lasts = np.flatnonzero(inside & ~np.append(whole, False))
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _edge(t: Column, depth: Column, within: int, beyond: int) -> float:
    """Interpolate by distance between the fixes on both sides of an edge."""
    if not 0 <= beyond < len(t) or abs(t[beyond] - t[within]) > SURE_GAP_S:
        return float(t[within])
    share = depth[within] / max(depth[within] + depth[beyond], 1e-9)
    return float(t[within] + share * (t[beyond] - t[within]))

"""``python -m bench real``: every rule on true dwells of real phones, dense and power-saving."""

import argparse
import sys
from collections.abc import Callable, Sequence

import numpy as np

from bench import SKIPPED
from bench.presence.baselines import LOGGED
from bench.presence.contenders import Answer, answer_of, online, timed
from bench.presence.dwells import SHARED, Dwell, dwells
from bench.presence.phones import WORLDS
from bench.presence.scenarios import SILENCES
from bench.presence.scores import score
from bench.presence.sessions import Session, Spans, seconds_of, session
from geofence.pings import instant_of
from geofence.presence import settle_presence
from geofence.verdict import Evidence, EvidenceKind

LEAST_SHARE, MOST_OVER = 90.0, 3.0  # % of the true time of silent phones
SIMULATED = 100  # dwells of each kind of silence
CHECK_IN, CHECK_OUT = EvidenceKind.CHECK_IN, EvidenceKind.CHECK_OUT


def main(arguments: list[str]) -> int:
    """Print a table for each kind of phone; end with 0 if the bounds are kept."""
    argparse.ArgumentParser("python -m bench real", description=__doc__).parse_args(arguments)
    if not SHARED.is_dir():
        print(f"no shared data at {SHARED}; set WEIGUANG_SHARED", file=sys.stderr)
        return SKIPPED
    found = list(dwells())
    _print_group("real, dense", [dwell for dwell in found if dwell.dense])
    silent = _print_group("real, silent", [dwell for dwell in found if not dwell.dense])
    for name in SILENCES:
        _print_group(
            f"simulated, {name}", [_simulated(name, number) for number in range(SIMULATED)]
        )
    return int(not _print_verdict(silent))


def _simulated(name: str, number: int) -> Dwell:
    """Make a dwell of a phone that sleeps or is off; its true ends are check-in and check-out."""
    made = session(name, number, 1, WORLDS["gm90"])
    ends = np.flatnonzero(made.truth)[[0, -1]] + made.begin
    return Dwell(made, instant_of(ends[0]), instant_of(ends[1]), dense=False)


def _print_group(name: str, group: Sequence[Dwell]) -> tuple[float, ...]:
    """Print one table and return the row of ours."""
    hours = sum(dwell.session.truth.sum() for dwell in group) / 3600.0
    print(f"\n== {name}: {len(group)} dwells, {hours:.0f} h; % of the true time, min a dwell")
    titles = ("credited", "unverified", "too much", "+ unverified", "MAE")
    print(f"{'':24}" + "".join(f"{title:>14}" for title in titles))
    for who, ask in askers().items():
        shares = shares_of(group, ask)
        print(f"{who:24}" + "".join(f"{share:14.1f}" for share in shares))
    bridged = [sum(each) / (0.6 * hours) for each in zip(*map(_bridged, group), strict=True)]
    if any(bridged):
        print(f"{'plain bridging':24}{'':14}{bridged[0]:14.1f}{'':14}{bridged[1]:14.1f}")
    return shares_of(group, askers()["ours"])


def _print_verdict(shares: tuple[float, ...]) -> bool:
    credited, unverified, over, over_unverified, _ = shares
    reached, too_much = credited + unverified, over + over_unverified
    kept = reached >= LEAST_SHARE and too_much <= MOST_OVER
    print(
        f"{'PASS  ' if kept else 'MISSED'} "
        f"credited + unverified {reached:.1f} % >= {LEAST_SHARE} %, "
        f"too much {too_much:.1f} % <= {MOST_OVER} %"
    )
    return kept


def askers() -> dict[str, Callable[[Dwell], Answer]]:
    """Return everybody by name; ours also with what a phone or a leader may add."""
    ours = {
        "ours": with_evidence(),
        "ours, check-in": with_evidence(CHECK_IN),
        "ours, check-in and -out": with_evidence(CHECK_IN, CHECK_OUT),
    }
    peers = {"online": online} | {name: timed(rule) for name, rule in LOGGED.items()}
    return ours | {name: _of_dwell(ask) for name, ask in peers.items()}


def _of_dwell(ask: Callable[[Session], Answer]) -> Callable[[Dwell], Answer]:
    return lambda dwell: ask(dwell.session)


def with_evidence(*kinds: EvidenceKind) -> Callable[[Dwell], Answer]:
    """Ask the final estimator, given a check-in or check-out at the true moment."""

    def ask(dwell: Dwell) -> Answer:
        moments = {CHECK_IN: dwell.arrive, CHECK_OUT: dwell.leave}
        site = dwell.session.sites[0].site_id
        evidence = [Evidence(moments[kind], kind, site) for kind in kinds]
        presence = settle_presence(dwell.session.pings, dwell.session.sites, evidence=evidence)
        return answer_of(presence, dwell.session)

    return ask


def shares_of(group: Sequence[Dwell], ask: Callable[[Dwell], Answer]) -> tuple[float, ...]:
    """Return credited, unverified, both outside the truth (% of it), and the mean |error|."""
    sums, errors = np.zeros(4), []
    for dwell in group:
        answer = ask(dwell)
        sums += _seconds_in_and_out(dwell, answer)
        errors.append(abs(score(dwell.session, answer).error))
    true = sum(int(dwell.session.truth.sum()) for dwell in group)
    return (*(100.0 * sums / true).tolist(), float(np.mean(errors)))


def _seconds_in_and_out(dwell: Dwell, answer: Answer) -> Spans:
    truth = dwell.session.truth
    credited = seconds_of(answer.spans, len(truth))
    unverified = seconds_of(answer.unverified, len(truth)) & ~credited
    parts = credited & truth, unverified & truth, credited & ~truth, unverified & ~truth
    return np.array([part.sum() for part in parts], dtype=float)


def _bridged(dwell: Dwell) -> tuple[float, float]:
    return dwell.bridged_min, dwell.bridged_over_min

"""Every constant of the presence estimator, with its unit and its reason."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from geofence.errors import RuleError

__all__ = ["Model", "PresencePolicy"]


class PresencePolicy(StrEnum):
    """How much silence between two confirmed presences an activity accepts.

    Examples
    --------
    >>> PresencePolicy("sampled") is PresencePolicy.SAMPLED
    True
    """

    CONTINUOUS = "continuous"  # pings are expected all the time
    SAMPLED = "sampled"  # spot checks: a gap up to `sampled_gap_s` is credited
    ENDPOINTS = "endpoints"  # check-in and check-out both inside are enough


@dataclass(frozen=True, slots=True)
class Model:
    """What the estimator believes about phones, errors and people.

    The optimum is flat: change a figure for a reason, not to fit a trace.

    Parameters
    ----------
    policy : PresencePolicy
        Which silences are credited; the other fields are explained beside their value.

    Examples
    --------
    >>> Model().credited_gap
    datetime.timedelta(seconds=1800)
    >>> Model(policy="sampled").credited_gap
    datetime.timedelta(seconds=7200)
    """

    policy: PresencePolicy = PresencePolicy.CONTINUOUS
    # errors of a fix
    inflation: float = 1.2  # ratio; phones are prouder than they are good
    # times so much again, and how common that is: which it is, the trace itself tells
    error_scales: tuple[tuple[float, float], ...] = (
        (0.4, 0.15),
        (0.63, 0.30),
        (1.0, 0.45),
        (1.6, 0.10),
    )
    refuted: float = 20.0  # nats by which the best of these must lead to silence another
    place_vote: float = 0.07  # weight of where a trace is when it tells of its errors; see `track`
    least_sigma_m: float = 3.0  # m, per axis: no phone does better near buildings
    unknown_accuracy_m: float = 50.0  # m, when the phone reports none
    outlier_share: float = 0.03  # share of fixes that say nothing about the place
    boast: float = 0.7  # of the trace's usual accuracy; who claims better is doubted more
    boast_limit: float = 3.0  # times prouder than that: doubt grows no further
    dash_m_s: float = 2.5  # m/s: nobody leaps there and back faster, twice in a row
    correlation_s: float = 100.0  # s over which errors repeat themselves
    burst_s: float = 15.0  # s over which a fix that went astray drags its followers along
    # a person at rest
    rest_windows_s: tuple[float, ...] = (900.0, 1800.0, 3600.0, 7200.0)  # s, ascending
    rest_drift: float = 6.0  # times sigma squared, by which a longer window's mean may differ
    rest_scatter: float = 2.0  # times sigma squared, above which the person moves
    rest_least: float = 2.0  # independent fixes that it takes
    rest_moves: float = 0.05  # of the usual chance to come or go: who is at rest does neither
    rest_share: float = 0.7  # share of the time that people spend at rest
    rest_room_m: float = 5.0  # m, per axis: even at rest people do not stand still
    roam_m: float = 80.0  # m, per axis, in which those who are not at rest move meanwhile
    # rings round a site
    near_m: float = 120.0  # m, outer edge of "near"
    far_m: float = 250.0  # m, outer edge of the ring that stands for "far"
    least_area_m2: float = 300.0  # m2: below, a site is smaller than any error
    # habits of people
    leave_s: float = 1800.0  # s, mean stay inside; shorter than a service, for the short ways out
    arrive_s: float = 1800.0  # s, mean time far away; unseen, nobody is likelier in than out
    linger_s: float = 240.0  # s, mean time near, then in or away with equal chance
    prior: tuple[float, float, float] = (0.6, 0.2, 0.2)  # far, near, inside before any fix
    walk_m_s: float = 1.2  # m/s, an unhurried walk
    stroll: float = 0.8  # of that speed, from which on a person is on the way all the time
    # gaps and ends
    sure_gap_s: float = 600.0  # s, credited without loss of confidence
    doubtful_gap_s: float = 1800.0  # s, credited with less confidence; above: unverified
    sampled_gap_s: float = 7200.0  # s, the same limit under the policy "sampled"
    unseen_s: float = 7200.0  # s of silence in which one of e people slips away and comes back
    open_end_s: float = 300.0  # s, the most that is added after the last evidence
    least_stay_s: float = 60.0  # s, shorter intervals are dropped
    longest_silence_s: float = 57600.0  # s: a longer one says nothing of where the person was
    wake_m: float = 1000.0  # m from its last fix within which a phone that slept is heard again
    least_belief: float = 0.1  # probability below which a silence is no plausible stay
    silence_near_m: float = 50.0  # m outside a site that still count as "at the site"
    silence_reach_m: float = 150.0  # m, however bad the accuracy
    # the online filter
    enter_at: float = 0.9  # probability
    leave_at: float = 0.6  # probability

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "policy", PresencePolicy(self.policy))
        except ValueError:
            raise RuleError(
                f"unknown presence policy {self.policy!r}", f"未知的在场规则 {self.policy!r}"
            ) from None

    @property
    def credited_gap(self) -> timedelta:
        """Longest silence between two fixes inside that is credited under the policy."""
        limits = {
            PresencePolicy.CONTINUOUS: timedelta(seconds=self.doubtful_gap_s),
            PresencePolicy.SAMPLED: timedelta(seconds=self.sampled_gap_s),
            PresencePolicy.ENDPOINTS: timedelta(days=1),
        }
        return limits[self.policy]

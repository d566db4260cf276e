"""The phone's clock against the server's: what deliveries of pings tell of it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

__all__ = ["Delivery", "Drift", "drift_of"]

ODD_S: Final = 120.0  # s of difference that batteries and time zones do not explain


class Delivery(NamedTuple):
    """One batch of pings as it came in.

    Parameters
    ----------
    received_t : float
        Epoch seconds by the server's clock.
    latest_fix_t : float
        Epoch seconds of its latest fix, by the phone's clock.
    sent_t : float, optional
        Epoch seconds at which it was sent, by the phone's clock; NaN if not known.
    """

    received_t: float
    latest_fix_t: float
    sent_t: float = float("nan")


class Drift(NamedTuple):
    """What is odd about a clock.

    Parameters
    ----------
    early : int
        Deliveries whose latest fix lies more than 120 s after their receipt.
    steps : int
        Times the clock was put forward and back again, by more than 120 s.
    """

    early: int
    steps: int


def drift_of(deliveries: Sequence[Delivery]) -> Drift:
    """Look for fixes from the future and for a clock that goes to and fro (a sawtooth).

    A delivery that comes late is no fault: phones are offline. So only a clock that is *ahead*
    tells; each time it is ahead by 120 s and then no more, somebody has put it back.

    Parameters
    ----------
    deliveries : sequence of Delivery
        Of one phone, in any order.

    Returns
    -------
    Drift

    Examples
    --------
    >>> honest = [Delivery(60.0 * k, 60.0 * k - 5.0) for k in range(9)]
    >>> drift_of(honest)
    Drift(early=0, steps=0)
    >>> drift_of([*honest, Delivery(600.0, 3600.0), Delivery(660.0, 650.0)])
    Drift(early=1, steps=1)
    """
    if not deliveries:
        return Drift(0, 0)
    received, latest, sent = np.array(sorted(deliveries, key=lambda d: d[:2]), dtype=np.float64).T
    early = latest - received > ODD_S
    ahead = np.fmax(latest, sent) - received > ODD_S
    return Drift(int(early.sum()), int((ahead[:-1] & ~ahead[1:]).sum()))

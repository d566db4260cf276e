"""A person as a Markov chain far - near - inside in continuous time, and what fixes say of it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.model import Model

__all__ = ["STATES", "filter_step", "smooth", "transitions"]

Column = NDArray[np.float64]

STATES: Final = ("far", "near", "inside")

Weights = tuple[float, float, float]


def transitions(seconds: Column, model: Model) -> Column:
    """Probabilities of going from one state to another within given times.

    The generator Q is a birth-death chain, so it is similar to a symmetric matrix and its
    exponential is a sum over three real eigenvalues, for all times at once (Norris 1997, 2.1).

    Parameters
    ----------
    seconds : array of float, shape (n,)
        Times that pass, not negative.
    model : Model
        The habits.

    Returns
    -------
    array of float, shape (n, 3, 3)
        Rows from, columns to, in the order of `STATES`; every row adds up to 1.

    Examples
    --------
    >>> transitions(np.array([0.0, 1e9]), Model())[:, 0].round(3).tolist()
    [[1.0, 0.0, 0.0], [0.429, 0.143, 0.429]]
    """
    arrive, move, leave = 1.0 / model.arrive_s, 0.5 / model.linger_s, 1.0 / model.leave_s
    q = np.array([[-arrive, arrive, 0.0], [move, -2.0 * move, move], [0.0, leave, -leave]])
    # detailed balance: pi_far * arrive = pi_near * move = pi_inside * leave ... per edge
    root = np.sqrt(np.array([move / arrive, 1.0, move / leave]))
    values, vectors = np.linalg.eigh(root[:, None] * q / root[None, :])
    values = np.minimum(values, 0.0)  # the largest is zero but for rounding
    left, right = vectors / root[:, None], vectors.T * root[None, :]
    chances = np.einsum("ik,nk,kj->nij", left, np.exp(np.outer(seconds, values)), right)
    chances = np.clip(chances, 0.0, 1.0)
    result: Column = chances / chances.sum(axis=2, keepdims=True)
    return result


def filter_step(state: Weights, step: Sequence[float], fit: Sequence[float]) -> Weights:
    """Move a distribution over the states by one transition and weigh it by one fix.

    Parameters
    ----------
    state : tuple of float
        Probabilities of `STATES`.
    step : sequence of float, length 9
        Transition matrix, row by row.
    fit : sequence of float, length 3
        Likelihoods of the fix, on any common scale.

    Returns
    -------
    tuple of float
        Probabilities that add up to 1.

    Examples
    --------
    >>> filter_step((0.5, 0.25, 0.25), (1, 0, 0, 0, 1, 0, 0, 0, 1), (0.0, 1.0, 1.0))
    (0.0, 0.5, 0.5)
    """
    far, near, inside = state
    a = (far * step[0] + near * step[3] + inside * step[6]) * fit[0]
    b = (far * step[1] + near * step[4] + inside * step[7]) * fit[1]
    c = (far * step[2] + near * step[5] + inside * step[8]) * fit[2]
    scale = 1.0 / (a + b + c)
    return a * scale, b * scale, c * scale


def smooth(log_fit: Column, seconds: Column, model: Model) -> Column:
    """Probability of each state at each fix, given all fixes before and after it.

    Forward-backward in scaled form (Rabiner 1989, III.A and V.A). The loops run over plain
    floats: for three states that is several times faster than numpy on such small arrays.

    Parameters
    ----------
    log_fit : array of float, shape (n, 3)
        Tempered log-likelihoods.
    seconds : array of float, shape (n - 1,)
        Times between the fixes.
    model : Model
        The habits.

    Returns
    -------
    array of float, shape (n, 3)
        Each row adds up to 1.

    Examples
    --------
    >>> smooth(np.log([[0.1, 0.1, 0.8]]), np.array([]), Model()).round(2).tolist()
    [[0.25, 0.08, 0.67]]
    """
    fits = np.exp(log_fit - log_fit.max(axis=1, keepdims=True)).tolist()
    steps = transitions(seconds, model).reshape(-1, 9).tolist()
    forward = _forward(fits, steps, model.prior)
    weights = np.array(forward) * np.array(_backward(fits, steps))
    result: Column = weights / weights.sum(axis=1, keepdims=True)
    return result


def _forward(fits: list[list[float]], steps: list[list[float]], prior: Weights) -> list[Weights]:
    stay = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    state = filter_step(prior, stay, fits[0])
    states = [state]
    for step, fit in zip(steps, fits[1:], strict=True):
        state = filter_step(state, step, fit)
        states.append(state)
    return states


def _backward(fits: list[list[float]], steps: list[list[float]]) -> list[Weights]:
    far, near, inside = 1.0, 1.0, 1.0
    weights = [(far, near, inside)]
    for s, (e, f, g) in zip(reversed(steps), reversed(fits), strict=False):
        far, near, inside = far * e, near * f, inside * g
        a = s[0] * far + s[1] * near + s[2] * inside
        b = s[3] * far + s[4] * near + s[5] * inside
        c = s[6] * far + s[7] * near + s[8] * inside
        scale = 1.0 / (a + b + c)
        far, near, inside = a * scale, b * scale, c * scale
        weights.append((far, near, inside))
    weights.reverse()
    return weights

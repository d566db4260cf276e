"""A person as a Markov chain far - near - inside in continuous time, and what fixes say of it."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.model import Model

__all__ = ["STATES", "filter_step", "smooth", "transition", "transitions"]

Column = NDArray[np.float64]

STATES: Final = ("far", "near", "inside")

Weights = tuple[float, float, float]


def transitions(seconds: Column, model: Model) -> Column:
    """Probabilities of going from one state to another within given times.

    The generator Q is a birth-death chain, so it is similar to a symmetric matrix and its
    exponential is a sum over three real eigenvalues, for all times at once (Norris 1997, 2.1).

    Parameters
    ----------
    seconds : array of float, shape (...)
        Times that pass, not negative.
    model : Model
        The habits.

    Returns
    -------
    array of float, shape (..., 3, 3)
        Rows from, columns to, in the order of `STATES`; every row adds up to 1.

    Examples
    --------
    >>> transitions(np.array([0.0, 1e9]), Model())[:, 0].round(3).tolist()
    [[1.0, 0.0, 0.0], [0.441, 0.118, 0.441]]
    """
    values, left, right = _modes(model)
    chances = (left * np.exp(seconds[..., None, None] * values)) @ right
    chances = np.clip(chances, 0.0, 1.0)
    result: Column = chances / chances.sum(axis=-1, keepdims=True)
    return result


def transition(seconds: float, model: Model) -> list[float]:
    """Return the probabilities of `transitions` for one time, as plain floats.

    Parameters
    ----------
    seconds : float
        Time that passes, not negative.
    model : Model
        The habits.

    Returns
    -------
    list of float, length 9
        Row by row.

    Examples
    --------
    >>> [round(chance, 3) for chance in transition(0.0, Model())][:3]
    [1.0, 0.0, 0.0]
    """
    values, left, right = _plain_modes(model)
    fade = [math.exp(seconds * value) for value in values]
    chances = []
    for row in left:
        a, b, c = row[0] * fade[0], row[1] * fade[1], row[2] * fade[2]
        each = [max(a * x + b * y + c * z, 0.0) for x, y, z in right]
        total = each[0] + each[1] + each[2]
        chances += [each[0] / total, each[1] / total, each[2] / total]
    return chances


@lru_cache(maxsize=16)
def _modes(model: Model) -> tuple[Column, Column, Column]:
    """Eigenvalues of the generator, and the matrices to their coordinates and back."""
    arrive, move, leave = 1.0 / model.arrive_s, 0.5 / model.linger_s, 1.0 / model.leave_s
    q = np.array([[-arrive, arrive, 0.0], [move, -2.0 * move, move], [0.0, leave, -leave]])
    # detailed balance: pi_far * arrive = pi_near * move = pi_inside * leave ... per edge
    root = np.sqrt(np.array([move / arrive, 1.0, move / leave]))
    values, vectors = np.linalg.eigh(root[:, None] * q / root[None, :])
    values = np.minimum(values, 0.0)  # the largest is zero but for rounding
    return values, vectors / root[:, None], vectors.T * root[None, :]


@lru_cache(maxsize=16)
def _plain_modes(model: Model) -> tuple[list[float], list[list[float]], list[list[float]]]:
    values, left, right = _modes(model)
    return values.tolist(), left.tolist(), right.T.tolist()


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


def smooth(log_fit: Column, seconds: Column, model: Model) -> tuple[Column, Column]:
    """Probability of each state at each fix, given all fixes before and after it.

    Forward-backward in scaled form (Rabiner 1989, III.A and V.A), for several beliefs about the
    errors at once.

    Parameters
    ----------
    log_fit : array of float, shape (k, n, 3)
        Log-likelihoods, n at least 1.
    seconds : array of float, shape (k, n - 1)
        Times between the fixes, as far as the person could move.
    model : Model
        The habits.

    Returns
    -------
    posterior : array of float, shape (k, n, 3)
        Each row adds up to 1.
    evidence : array of float, shape (k,)
        Log-likelihood of all fixes together.

    Examples
    --------
    >>> posterior, _ = smooth(np.log([[[0.1, 0.1, 0.8]]]), np.empty((1, 0)), Model())
    >>> posterior.round(2).tolist()
    [[[0.25, 0.08, 0.67]]]
    """
    best = log_fit.max(axis=2)
    fits = np.exp(log_fit - best[:, :, None])
    first = np.broadcast_to(np.eye(len(STATES)), (len(fits), 1, len(STATES), len(STATES)))
    moves = np.concatenate([first, transitions(seconds, model)], axis=1) * fits[:, :, None, :]
    forward, evidence = _carried(np.array(model.prior), moves)
    back = moves[:, :0:-1].swapaxes(2, 3)
    backward = np.ones_like(forward)
    backward[:, :-1] = _carried(np.ones(len(STATES)), back)[0][:, ::-1]
    weights = forward * backward
    posterior: Column = weights / weights.sum(axis=2, keepdims=True)
    return posterior, evidence + best.sum(axis=1)


def _carried(start: Column, moves: Column) -> tuple[Column, Column]:
    """Carry a row vector through a sequence of matrices; each result scaled to add up to 1.

    Blocks of the sequence are multiplied up side by side, then the vector goes from block to
    block: as exact as one step after the other, and not one Python step for each fix.

    Parameters
    ----------
    start : array of float, shape (3,)
        Before the first matrix.
    moves : array of float, shape (k, n, 3, 3)
        Matrices; n may be 0.

    Returns
    -------
    vectors : array of float, shape (k, n, 3)
        After each matrix.
    logs : array of float, shape (k,)
        Logarithm of what the scaling took from the last vector.
    """
    k, n = moves.shape[:2]
    width = max(int(np.sqrt(n)), 1)
    count = -(-n // width)
    blocks = np.broadcast_to(np.eye(len(STATES)), (k, count * width, *moves.shape[2:])).copy()
    blocks[:, :n] = moves
    blocks = blocks.reshape(k, count, width, *moves.shape[2:])
    logs = np.zeros((k, count))
    for column in range(1, width):
        product = blocks[:, :, column - 1] @ blocks[:, :, column]
        scale = product.sum(axis=(2, 3), keepdims=True)
        blocks[:, :, column] = product / scale
        logs += np.log(scale[:, :, 0, 0])
    starts = np.empty((k, count, 1, len(STATES)))
    vector, total = np.broadcast_to(start, (k, 1, len(STATES))), logs.sum(axis=1)
    for block in range(count):
        starts[:, block] = vector
        vector = vector @ blocks[:, block, -1]
        scale = vector.sum(axis=2, keepdims=True)
        vector, total = vector / scale, total + np.log(scale[:, 0, 0])
    carried = (starts[:, :, None] @ blocks)[..., 0, :].reshape(k, -1, len(STATES))[:, :n]
    return carried / carried.sum(axis=2, keepdims=True), total

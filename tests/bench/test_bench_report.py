"""What the proof prints and draws: verdicts that can fail, pictures that stay the same."""

import numpy as np
import pytest

from bench.presence import charts, phones, proof, real, report, scores
from bench.presence.contenders import ONLINE, OURS, PERFECT, Answer
from bench.presence.dwells import SHARED, Dwell, dwells
from bench.presence.sessions import session
from geofence.pings import instant_of


def scored(error, *, false=0, iou=1.0, confidence=(0.99,), right=(1.0,)) -> scores.Score:
    return scores.Score(
        60.0, 60.0 + error, max(error, 0.0), max(-error, 0.0), iou, np.zeros(2), false, 0,
        np.array(confidence), np.array(right), 0.0, 0.001, 100, 0,
    )  # fmt: skip


def found(ours=0.2, online=0.5, peer=3.0, said=0.99):
    """Scores of one scenario, the peer worse in everything."""
    return {
        OURS: {"a": [scored(ours, confidence=(said,))] * 9},
        ONLINE: {"a": [scored(online)] * 9},
        PERFECT: {"a": [scored(0.0)] * 9},
        "peer": {"a": [scored(peer, false=2, iou=0.7)] * 9},
    }


def test_all_bounds_kept_is_0(capsys):
    assert report.print_verdicts({"gm90": found()}) == 0
    assert "MISSED" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("world", "figures", "said"),
    [
        ("gm90", {"ours": 1.0}, "macro MAE 1.00 <= 0.9"),
        ("student", {"ours": 2.5}, "macro MAE 2.50 <= 2.0"),
        ("gm90", {"online": 1.5}, "online over-credit 1.50"),
        ("gm90", {"ours": 0.8, "peer": 0.1}, "0.70 min behind in a, peer"),
        ("gm90", {"said": 0.9}, "confidence off by 0.100"),
        ("gm90", {"ours": 0.8, "peer": 0.8}, "MAE better than peer, at least +0.000"),
    ],
)
def test_a_missed_bound_is_said_and_is_1(capsys, world, figures, said):
    assert report.print_verdicts({world: found(**figures)}) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("MISSED")]
    assert any(said in line for line in lines), lines


def test_the_command_measures_prints_and_tells(capsys):
    status = proof.main(["--sessions", "12", "--world", "gm90", "--ours-only", "--worst", "2"])
    printed = capsys.readouterr().out
    assert status == int("MISSED" in printed)
    assert "pond park" in printed
    assert printed.count("session  ") == 2


def test_the_same_numbers_make_the_same_picture(tmp_path):
    for folder in ("one", "two"):
        charts.draw_all(tmp_path / folder, {"gm90": found()})
    for name in ("confidence.svg", "error-by-scenario.svg"):
        one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert one == two
        assert b"<dc:date>" not in one


def test_shares_of_a_dwell_are_of_its_true_time():
    made = session("bystander", 6, 1, phones.WORLDS["gm90"])
    truth = np.zeros(7200, dtype=bool)
    truth[1800:5400] = True
    object.__setattr__(made, "truth", truth)
    dwell = Dwell(made, instant_of(0), instant_of(1), dense=False)
    answer = Answer(
        np.array([[1800.0, 3600.0]]), 0.0, unverified=np.array([[3600.0, 5760.0], [0.0, 180.0]])
    )
    shares = real.shares_of([dwell], lambda _: answer)
    assert shares == (50.0, 50.0, 0.0, 15.0, 30.0)


def test_real_dwells_are_read_with_their_truth():
    if not SHARED.is_dir():
        pytest.skip("the shared data is not there")
    every = list(dwells())
    assert len(every) == 76
    assert sum(dwell.dense for dwell in every) == 4
    hours = sum(dwell.session.truth.sum() for dwell in every) / 3600.0
    assert hours == pytest.approx(176.0, abs=1.0)
    assert all((d.leave - d.arrive).total_seconds() > 3000.0 for d in every)

import numpy as np
import pytest

from activities.diarize.network import BANDS, BLOCK, COLUMNS, STEP, Network, _folded, _over_both
from tests.activities.diarize import checkpoints

WEIGHTS = checkpoints.random_campplus()


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(WEIGHTS)


def blocks(count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.random.default_rng(2).normal(size=(count, BLOCK, BANDS)).astype(np.float32)


def test_every_block_is_heard_by_itself(network: Network) -> None:
    some = blocks(11)

    together = network.columns(some)

    assert together.shape == (11, BLOCK // STEP, COLUMNS)
    np.testing.assert_allclose(together[4], network.columns(some[4:5])[0], rtol=1e-3, atol=1e-4)


def test_a_change_is_heard_where_it_is_and_in_the_mask_of_its_block(network: Network) -> None:
    before = blocks(2)
    after = before.copy()
    after[0, 70:74] += 2.0

    change = np.abs(network.columns(after) - network.columns(before)).mean(axis=2)

    assert change[1].max() == 0
    assert change[0, 30:42].mean() > 2 * change[0, -10:].mean() > 0


def test_nothing_is_below_zero_on_its_way_out(network: Network) -> None:
    assert network.columns(blocks(1)).min() == 0


def test_the_front_is_the_convolution_that_it_stands_for(network: Network) -> None:
    """The first convolution, its normalisation and its rectifier, written out for one point."""
    picture = blocks(1)[0].T
    weight, at, frame = WEIGHTS["head.conv1.weight"][7, 0], 33, 88
    around = picture[at - 1 : at + 2, frame - 1 : frame + 2]
    norm = {
        k: WEIGHTS[f"head.bn1.{k}"][7] for k in ("weight", "bias", "running_mean", "running_var")
    }
    raw = float((weight * around).sum())
    scaled = (raw - norm["running_mean"]) / np.sqrt(norm["running_var"] + 1e-5)
    wanted = max(0.0, float(scaled * norm["weight"] + norm["bias"]))

    found = _over_both(picture[None, :, None], *_folded(WEIGHTS, "head.conv1", "head.bn1"))

    assert max(0.0, float(found[7, at, 0, frame])) == pytest.approx(wanted, abs=1e-4)


def test_prints_have_length_one(network: Network) -> None:
    chance = np.random.default_rng(3)
    mean, deviation = chance.uniform(size=(2, 5, COLUMNS)).astype(np.float32)

    prints = network.prints(mean, deviation)

    assert prints.shape == (5, 192)
    np.testing.assert_allclose(np.linalg.norm(prints, axis=1), 1, atol=1e-5)


def test_weights_of_another_network_are_told() -> None:
    fewer = {name: value for name, value in WEIGHTS.items() if "block3.tdnnd16" not in name}

    with pytest.raises(KeyError, match="block3"):
        Network(fewer)

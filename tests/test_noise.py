"""The share of undecided rows counts probabilities near one half."""

import numpy as np

from mlp import share_undecided


def test_by_hand():
    """0.3, 0.5 and 0.75 are within a quarter of one half; 0.1 and 0.9 are not."""
    y_prob = np.array([[0.1], [0.3], [0.5], [0.75], [0.9]])
    assert share_undecided(y_prob) == 0.6
    assert share_undecided(y_prob, margin=0.0) == 0.2
    assert share_undecided(y_prob, margin=0.5) == 1.0
    assert isinstance(share_undecided(y_prob), float)

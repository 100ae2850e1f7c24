"""The count of parameters is that of the arrays."""

import pytest

from mlp import count_params, init_mlp


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), [2, 64, 64, 64, 1]])
def test_count_agrees_with_the_arrays(sizes):
    """It is the number of entries that init_mlp makes."""
    assert count_params(sizes) == sum(v.size for v in init_mlp(sizes).values())

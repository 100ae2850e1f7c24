"""What several test files use."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def seeded():
    """Start every test from the same random numbers."""
    np.random.seed(7)


@pytest.fixture(autouse=True)
def close_figures():
    """Leave no figure open behind a test."""
    yield
    plt.close("all")


@pytest.fixture
def example():
    """Return X, y and params of the worked example of the chapters."""
    X = np.array([[1.0, 2.0], [2.0, -1.0]])
    y = np.array([[1.0], [0.0]])
    params = {
        "W1": np.array([[1.0, -1.0], [1.0, 1.0]]),
        "b1": np.array([[0.0, 1.0]]),
        "W2": np.array([[2.0], [-3.0]]),
        "b2": np.array([[0.0]]),
    }
    return X, y, params

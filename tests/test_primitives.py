"""The primitives have the values that one can work out by hand."""

import numpy as np
import pytest

from mlp import EPS, accuracy, binary_cross_entropy, d_relu, relu, sigmoid


def test_sigmoid_values_by_hand():
    """Since e^(ln 3) = 3, the sigmoid of ln 3 is ¾ and that of −ln 3 is ¼."""
    x = np.array([[0.0, np.log(3)], [-np.log(3), np.log(9)]])
    np.testing.assert_allclose(sigmoid(x), [[0.5, 0.75], [0.25, 0.9]], rtol=1e-15)


def test_sigmoid_never_overflows():
    """The largest floats give 0 and 1, and far to the left it is e^x to all digits."""
    largest = np.finfo(float).max
    extremes = np.array([-largest, -1000.0, 1000.0, largest])
    np.testing.assert_array_equal(sigmoid(extremes), [0, 0, 1, 1])
    assert sigmoid(np.array(-700.0)) == pytest.approx(np.exp(-700.0), rel=1e-14)


def test_relu_and_its_slope_by_hand():
    """Negative numbers become 0; the slope at 0 is 0."""
    x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    np.testing.assert_array_equal(relu(x), [0, 0, 0, 0.5, 2])
    np.testing.assert_array_equal(d_relu(x), [0, 0, 0, 1, 1])


@pytest.mark.parametrize("function", [sigmoid, relu, d_relu])
def test_numbers_integers_and_any_shape(function):
    """A number, integers and any number of axes are accepted."""
    plain = () if function is d_relu else (2, 2.0)
    for x in (*plain, np.float64(2), np.array([1, 2]), np.ones((2, 3, 4))):
        result = np.asarray(function(x))
        assert result.shape == np.shape(x)
        assert result.dtype == np.float64


def test_cross_entropy_by_hand():
    """It is the mean of −log ½ and −log ¼."""
    y_true = np.array([[1.0], [0.0]])
    y_prob = np.array([[0.5], [0.75]])
    expected = (np.log(2) + np.log(4)) / 2
    assert binary_cross_entropy(y_true, y_prob) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_cross_entropy_is_clipped(dtype):
    """Full confidence costs −log 1e-8 if it is wrong, almost nothing if it is right."""
    assert EPS == 1e-8
    one = np.ones((1, 1), dtype=dtype)
    zero = np.zeros((1, 1), dtype=dtype)
    for y_true, y_prob in ((one, zero), (zero, one)):
        assert binary_cross_entropy(y_true, y_prob) == pytest.approx(-np.log(EPS))
    for y in (one, zero):
        assert binary_cross_entropy(y, y) == pytest.approx(EPS)


def test_accuracy_by_hand():
    """Three of four rows are right; a probability at the threshold means class 1."""
    y_true = np.array([[1.0], [0.0], [1.0], [0.0]])
    y_prob = np.array([[0.5], [0.4], [0.2], [0.1]])
    assert accuracy(y_true, y_prob) == 0.75
    assert accuracy(y_true, y_prob, threshold=0.1) == 0.5
    assert isinstance(accuracy(y_true, y_prob), float)

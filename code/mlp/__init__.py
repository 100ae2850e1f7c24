"""A multilayer perceptron in NumPy: one module per chapter of the course."""

from mlp.backward import backward_pass
from mlp.data import make_moons_np, plot_moons, train_val_split
from mlp.decision_boundary import plot_decision_boundary
from mlp.forward import forward_pass
from mlp.gradient_check import (
    GradientReport,
    compare_gradients,
    gradient_check,
    numeric_gradients,
)
from mlp.initialization import init_mlp
from mlp.primitives import (
    EPS,
    accuracy,
    binary_cross_entropy,
    d_relu,
    relu,
    sigmoid,
)
from mlp.training import plot_history, train_mlp
from mlp.updates import iterate_minibatches, update_params

__all__ = [
    "EPS",
    "GradientReport",
    "accuracy",
    "backward_pass",
    "binary_cross_entropy",
    "compare_gradients",
    "d_relu",
    "forward_pass",
    "gradient_check",
    "init_mlp",
    "iterate_minibatches",
    "make_moons_np",
    "numeric_gradients",
    "plot_decision_boundary",
    "plot_history",
    "plot_moons",
    "relu",
    "sigmoid",
    "train_mlp",
    "train_val_split",
    "update_params",
]

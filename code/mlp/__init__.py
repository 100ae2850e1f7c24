"""A multilayer perceptron in NumPy: one module per chapter of the course."""

# ruff: noqa: F401, I001 - in the order of the chapters, and passed on below
import inspect

from mlp.data import (
    bayes_probability,
    make_moons_np,
    moon,
    plot_moons,
    train_val_split,
)
from mlp.primitives import EPS, accuracy, binary_cross_entropy, d_relu, relu, sigmoid
from mlp.initialization import init_mlp
from mlp.forward import forward_pass, predict
from mlp.backward import backward_pass
from mlp.gradient_check import gradient_check, numeric_gradients
from mlp.updates import iterate_minibatches, update_params
from mlp.training import after_epoch, plot_history, train_mlp
from mlp.decision_boundary import plot_decision_boundary
from mlp.experiments import (
    Run,
    plot_boundaries,
    plot_losses,
    print_luck,
    print_results,
    repeat_experiment,
    run_experiment,
)
from mlp.width_depth import count_params
from mlp.tanh import d_tanh, tanh
from mlp.l2 import backward_pass_l2, l2_penalty, weight_l2_norm
from mlp.early_stopping import early_stopping
from mlp.noise import share_undecided
from mlp.momentum import update_with_momentum

# What serves the chapters.
from mlp.support.folds import plot_fold, plot_folds
from mlp.support.gradient_report import GradientReport, compare_gradients
from mlp.support.network_diagram import plot_network
from mlp.support.passes_diagram import plot_passes
from mlp.support.replay import (
    REPLAY_EPOCHS,
    Replay,
    record_snapshots,
    replay_comparison,
    replay_training,
)

__all__ = [
    name
    for name, thing in globals().items()
    if not name.startswith("_") and not inspect.ismodule(thing)
]


def __getattr__(name):
    """Look up the version only when somebody asks, because that takes time."""
    if name != "__version__":
        raise AttributeError(f"module 'mlp' has no attribute {name!r}")
    from importlib.metadata import version

    return version("mlp-from-scratch")

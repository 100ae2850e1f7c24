"""A multilayer perceptron in NumPy: one module per chapter of the course."""

from mlp.backward import backward_pass
from mlp.data import make_moons_np, plot_moons, train_val_split
from mlp.decision_boundary import plot_decision_boundary
from mlp.early_stopping import early_stopping
from mlp.experiments import (
    Run,
    plot_boundaries,
    plot_losses,
    print_luck,
    print_results,
    repeat_experiment,
    run_experiment,
)
from mlp.forward import forward_pass, predict
from mlp.gradient_check import (
    GradientReport,
    compare_gradients,
    gradient_check,
    numeric_gradients,
)
from mlp.initialization import init_mlp
from mlp.l2 import backward_pass_l2, l2_penalty, weight_l2_norm
from mlp.momentum import update_with_momentum
from mlp.network_diagram import plot_network
from mlp.noise import share_undecided
from mlp.primitives import (
    EPS,
    accuracy,
    binary_cross_entropy,
    d_relu,
    relu,
    sigmoid,
)
from mlp.replay import (
    REPLAY_EPOCHS,
    Replay,
    record_snapshots,
    replay_comparison,
    replay_training,
)
from mlp.tanh import d_tanh, tanh
from mlp.training import plot_history, train_mlp
from mlp.updates import iterate_minibatches, update_params
from mlp.width_depth import count_params

__all__ = [
    "EPS",
    "GradientReport",
    "REPLAY_EPOCHS",
    "Replay",
    "Run",
    "accuracy",
    "backward_pass",
    "backward_pass_l2",
    "binary_cross_entropy",
    "compare_gradients",
    "count_params",
    "d_relu",
    "d_tanh",
    "early_stopping",
    "forward_pass",
    "gradient_check",
    "init_mlp",
    "iterate_minibatches",
    "l2_penalty",
    "make_moons_np",
    "numeric_gradients",
    "plot_boundaries",
    "plot_decision_boundary",
    "plot_history",
    "plot_losses",
    "plot_moons",
    "plot_network",
    "predict",
    "print_luck",
    "print_results",
    "record_snapshots",
    "relu",
    "repeat_experiment",
    "replay_comparison",
    "replay_training",
    "run_experiment",
    "share_undecided",
    "sigmoid",
    "tanh",
    "train_mlp",
    "train_val_split",
    "update_params",
    "update_with_momentum",
    "weight_l2_norm",
]

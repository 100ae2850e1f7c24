"""Check of the update with momentum, over three steps."""

from mlp.checks.probe import Problem, close_all
from mlp.checks.updates import step_case

LR, BETA = 0.1, 0.8


def three_steps(step):
    """Take three steps with different gradients; return the parameters after each."""
    params, grads = step_case()
    velocity, path = {}, []
    for factor in (1.0, -0.5, 2.0):
        now = {name: factor * values for name, values in grads.items()}
        step(params, now, velocity)
        path.append({name: values.copy() for name, values in params.items()})
    return path, velocity


def reference(old=BETA, new=1.0, lr=LR, late=False, keep=True):
    """Return a step whose velocity is old · velocity + new · gradient."""

    def step(params, grads, velocity):
        for name in params:
            before = velocity.get(name, 0.0)
            after = old * before + new * grads[f"d{name}"]
            params[name] -= lr * (before if late else after)
            if keep:
                velocity[name] = after

    return step


MISTAKES = [
    (reference(keep=False), "The velocity never accumulates: each step is a plain one. "
     "Store the new velocity under its name in the dict that was handed over."),
    (reference(old=0.0), "The old velocity plays no part: each step is a plain one."),
    (reference(lr=-LR), "The step goes up the slope: the sign is wrong."),
    (reference(new=-1.0), "The step goes up the slope: the sign is wrong."),
    (reference(old=-BETA), "The old velocity is subtracted; it is added."),
    (reference(new=1 - BETA), "The gradient is multiplied by 1 - beta. That is a "
     "common variant, but here the gradient is added in full."),
    (reference(old=1.0), "The old velocity is kept in full: multiply it by beta."),
    (reference(old=0.9), "beta is 0.9 whatever is handed over: use the argument."),
    (reference(lr=0.05), "The step uses 0.05 whatever lr is: use the argument."),
    (reference(lr=1.0), "The learning rate makes no difference: multiply by lr."),
    (reference(late=True), "The step is taken with the old velocity; update it first."),
    (reference(old=1 - BETA, new=BETA), "beta and 1 - beta are mixed up."),
    (reference(lr=0.0), "No parameter has changed: subtract in place, with -=, or "
     "store the result under params[...]."),
]  # fmt: skip


def check_update_with_momentum(probe):
    """Check `update_with_momentum`."""

    def step(params, grads, velocity):
        probe(params, grads, LR, may_change=(0,), velocity=velocity, beta=BETA)

    path, velocity = three_steps(step)

    def same_path(candidate):
        expected, _ = three_steps(candidate)
        return all(close_all(a, b) for a, b in zip(path, expected, strict=True))

    if not same_path(reference()):
        for candidate, message in MISTAKES:
            if same_path(candidate):
                raise Problem(message)
        raise Problem(
            "After three steps the parameters are not where they should be. Follow the "
            "two equations by hand for a single parameter."
        )
    if not velocity:
        raise Problem(
            "The velocity is kept somewhere else than in the dict that was handed "
            "over, so a second run would start with the speed of the first."
        )

"""Check of the update with momentum, over three steps."""

from mlp.checks.probe import Problem, close, close_all, recognize
from mlp.checks.updates import complete, step_case

LR, BETA = 0.1, 0.8


def three_steps(step, sizes=(2, 3, 1)):
    """Take three steps with different gradients; return the parameters after each."""
    params, grads = step_case(sizes)
    velocity, path, handed_over = {}, [], []
    for factor in (1.0, -0.5, 2.0):
        now = {name: factor * values for name, values in grads.items()}
        handed_over.append((now, factor))
        before = {name: values.copy() for name, values in params.items()}
        step(params, now, velocity)
        complete(params, before)
        path.append({name: values.copy() for name, values in params.items()})
    for now, factor in handed_over:
        if not close_all(now, {name: factor * v for name, v in grads.items()}):
            raise Problem(
                "The gradients are changed; the velocity needs its own arrays."
            )
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
    (reference(new=BETA), "The gradient is multiplied by beta as well; only the old "
     "velocity is."),
    (reference(old=1.0, new=BETA), "beta belongs to the old velocity, not to the "
     "gradient."),
    (reference(lr=LR * LR), "The learning rate is multiplied in twice."),
    (reference(lr=0.0), "No parameter has changed: subtract in place, with -=, or "
     "store the result under params[...]."),
]  # fmt: skip


def same_path(a, b):
    """Whether two runs have the same parameters after every step."""
    return all(close_all(here, there) for here, there in zip(a, b, strict=True))


def check_update_with_momentum(probe):
    """Check `update_with_momentum`, for two and for four layers."""

    def step(params, grads, velocity):
        probe(params, grads, LR, may_change=(0, 1), velocity=velocity, beta=BETA)

    path, velocity = three_steps(step)

    expected, expected_velocity = three_steps(reference())
    if not same_path(path, expected):
        mistakes = ((three_steps(wrong)[0], message) for wrong, message in MISTAKES)
        recognize(path, mistakes, agree=same_path)
        _describe(path, expected)
    if not velocity:
        raise Problem(
            "The velocity is kept somewhere else than in the dict that was handed "
            "over, so a second run would start with the speed of the first."
        )
    again, _ = three_steps(step)
    longer, _ = three_steps(step, (2, 3, 3, 4, 1))
    if not same_path(again, expected):
        raise Problem(
            "A second run with an empty velocity goes on with the first one's."
        )
    if not close_all(longer[-1], three_steps(reference(), (2, 3, 3, 4, 1))[0][-1]):
        raise Problem("With four layers it is wrong: go through all of params.")
    if not close_all(velocity, expected_velocity):
        probe.remarks.append(
            "The steps are right, but velocity holds something else than "
            "beta · velocity + gradient under the name of each parameter."
        )


def _describe(path, expected):
    """Say in which step and array the path leaves the right one."""
    for number, (got, needed) in enumerate(zip(path, expected, strict=True), start=1):
        wrong = [name for name in needed if not close(got[name], needed[name])]
        if wrong:
            first = "In the first step the velocity is the gradient itself. "
            raise Problem(
                f"Step {number} is the first that is wrong, in {', '.join(wrong)}. "
                + (first if number == 1 else "")
                + "Follow the two equations by hand for a single parameter."
            )

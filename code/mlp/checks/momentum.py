"""Check of the update with momentum, over three steps."""

import inspect

from mlp.checks.engine.compare import agree, close
from mlp.checks.engine.examine import Case, Check
from mlp.checks.engine.mistakes import Mistake
from mlp.checks.engine.probe import Probe, Problem, demand
from mlp.checks.updates import path, step_case
from mlp.momentum import update_with_momentum

LR, BETA = 0.1, 0.8
FACTORS = (1.0, -0.5, 2.0)


def _run(function, sizes):
    """Take three steps; return the path and the velocity."""
    velocity, handed_over = {}, []

    def step(params, now):
        handed_over.append(now)
        function(params, now, LR, may_change=(0, 1), velocity=velocity, beta=BETA)

    seen, grads = path(step, sizes, FACTORS), step_case(sizes)[1]
    for factor, now in zip(FACTORS, handed_over, strict=True):
        right = agree(now, {name: factor * values for name, values in grads.items()})
        demand(right, "The gradients are changed; the velocity needs its own arrays.")
    return seen, velocity


def _steps(function, case):
    seen, velocity = _run(function, *case.args)
    return {"path": seen, "kept": bool(velocity)}


def _velocity(probe):
    right = Probe(probe.name, inspect.unwrap(update_with_momentum))
    if not agree(_run(probe, (2, 3, 1))[1], _run(right, (2, 3, 1))[1]):
        probe.remarks.append("The steps are right, but velocity holds something else than beta · velocity + gradient under the name of each parameter.")  # fmt: skip


def _explain(got, expected, case):
    if case.message:
        return
    # fmt: off
    for number, now in enumerate(got["path"]):
        needed = expected["path"][number]
        wrong = ", ".join(name for name in needed if not close(now[name], needed[name]))
        first = "" if number else "In the first step the velocity is the gradient itself. "
        demand(not wrong, f"Step {number + 1} is the first that is wrong, in {wrong}. {first}Follow the two equations by hand for a single parameter.")
    raise Problem("The velocity is kept somewhere else than in the dict that was handed over, so a second run would start with the speed of the first.")
    # fmt: on


VELOCITY = 'beta * velocity.get(name, 0.0) + grads[f"d{name}"]'
OLD, NEW = "beta * velocity.get(name, 0.0)", 'grads[f"d{name}"]'
UNCHANGED = "No parameter has changed: subtract in place, with -=, or store the result under params[...]."
STEP = "params[name] -= lr * velocity[name]"

CHECKS = (
    Check(update_with_momentum, (
        Case(((2, 3, 1),)),
        Case(((2, 3, 1),), "A second run with an empty velocity goes on with the first one's."),
        Case(((2, 3, 3, 4, 1),), "With four layers it is wrong: go through all of params."),
    ), (
        Mistake("for name", "velocity = {}\n    for name", "The velocity never accumulates: each step is a plain one. Store the new velocity under its name in the dict that was handed over."),
        Mistake(f"{OLD} + ", "", "The old velocity plays no part: each step is a plain one."),
        Mistake("-= lr", "+= lr", "The step goes up the slope: the sign is wrong."),
        Mistake(f"+ {NEW}", f"- {NEW}", "The step goes up the slope: the sign is wrong."),
        Mistake(OLD, f"-{OLD}", "The old velocity is subtracted; it is added."),
        Mistake(f"+ {NEW}", f"+ (1 - beta) * {NEW}", "The gradient is multiplied by 1 - beta. That is a common variant, but here the gradient is added in full."),
        Mistake("beta * ", "", "The old velocity is kept in full: multiply it by beta."),
        Mistake("beta * ", "0.9 * ", "beta is 0.9 whatever is handed over: use the argument."),
        Mistake("-= lr", "-= 0.05", "The step uses 0.05 whatever lr is: use the argument."),
        Mistake("-= lr * ", "-= ", "The learning rate makes no difference: multiply by lr."),
        Mistake("velocity[name] =", STEP.replace("velocity[name]", "velocity.get(name, 0.0)") + "\n        velocity[name] =", f"        {STEP}\n", "", "The step is taken with the old velocity; update it first."),
        Mistake(VELOCITY, f"(1 - beta) * velocity.get(name, 0.0) + beta * {NEW}", "beta and 1 - beta are mixed up."),
        Mistake(f"+ {NEW}", f"+ beta * {NEW}", "The gradient is multiplied by beta as well; only the old velocity is."),
        Mistake(VELOCITY, f"velocity.get(name, 0.0) + beta * {NEW}", "beta belongs to the old velocity, not to the gradient."),
        Mistake("-= lr", "-= lr * lr", "The learning rate is multiplied in twice."),
        Mistake(STEP, "V = params[name] - lr * velocity[name]", UNCHANGED),
        Mistake(f"velocity[name] = {VELOCITY}", "pass", STEP, "pass", UNCHANGED),
    ), _explain, _velocity, _steps),
)  # fmt: skip

"""Check of the update with momentum, over three steps."""

from mlp.checks.engine import Case, Check, Mistake, Problem, agree, demand
from mlp.checks.updates import first_wrong, steps
from mlp.momentum import update_with_momentum

STEPS = ((1.0, 0.1), (-0.5, 0.1), (2.0, 0.1))
OPTIONS = {"velocity": {}, "beta": 0.8}


def _same_steps(got, expected):
    """Whether steps agree, and either both have kept something or none has."""
    kept = bool(got["velocity"]) == bool(expected["velocity"])
    return kept and agree(got["path"], expected["path"])


# fmt: off
def _explain(got, expected, case):
    if case.message:
        return
    number, wrong = first_wrong(got, expected)
    first = "In the first step the velocity is the gradient itself. " if number == 1 else ""
    demand(not wrong, f"Step {number} is the first that is wrong, in {', '.join(wrong)}. {first}Follow the two equations by hand for a single parameter.")
    raise Problem("The velocity is kept somewhere else than in the dict that is passed to it, so a second run would start with the speed of the first.")


VELOCITY = 'beta * velocity.get(name, 0.0) + grads[f"d{name}"]'
OLD, NEW = "beta * velocity.get(name, 0.0)", 'grads[f"d{name}"]'
UNCHANGED = "No parameter has changed: subtract in place, with -=, or store the result under params[...]."
STEP = "params[name] -= lr * velocity[name]"

CHECKS = (
    Check(update_with_momentum, (
        Case(((2, 3, 1), *STEPS), options=OPTIONS),
        Case(((2, 3, 1), *STEPS), "A second run with an empty velocity goes on with the first one's.", OPTIONS),
        Case(((2, 3, 3, 4, 1), *STEPS), "With four layers it is wrong: go through all of params.", OPTIONS),
        Case(((2, 3, 1), *STEPS), "", OPTIONS, "The steps are right, but velocity holds something else than beta · velocity + gradient under the name of each parameter.", agree),
    ), (
        Mistake("for name", "velocity = {}\n    for name", "The velocity never accumulates: each step is a plain one. Store the new velocity under its name in the dict that is passed to it."),
        Mistake(f"{OLD} + ", "", "The old velocity plays no part: each step is a plain one."),
        Mistake("-= lr", "+= lr", "The step goes up the slope: the sign is wrong."),
        Mistake(OLD, f"-{OLD}", "The old velocity is subtracted; it is added."),
        Mistake(f"+ {NEW}", f"+ (1 - beta) * {NEW}", "The gradient is multiplied by 1 - beta. That is a common variant, but here the gradient is added in full."),
        Mistake("beta * ", "", "The old velocity is kept in full: multiply it by beta."),
        Mistake("beta * ", "0.9 * ", "beta is 0.9 whatever is passed: use the argument."),
        Mistake("-= lr", "-= 0.05", "The step uses 0.05 whatever lr is: use the argument."),
        Mistake("-= lr * ", "-= ", "The learning rate makes no difference: multiply by lr."),
        Mistake("velocity[name] =", STEP.replace("velocity[name]", "velocity.get(name, 0.0)") + "\n        velocity[name] =", f"        {STEP}\n", "", "The step is taken with the old velocity; update it first."),
        Mistake(VELOCITY, f"(1 - beta) * velocity.get(name, 0.0) + beta * {NEW}", "beta and 1 - beta are mixed up."),
        Mistake(f"+ {NEW}", f"+ beta * {NEW}", "The gradient is multiplied by beta as well; only the old velocity is."),
        Mistake(VELOCITY, f"velocity.get(name, 0.0) + beta * {NEW}", "beta belongs to the old velocity, not to the gradient."),
        Mistake("-= lr", "-= lr * lr", "The learning rate is multiplied in twice."),
        Mistake(STEP, "V = params[name] - lr * velocity[name]", UNCHANGED),
        Mistake(f"velocity[name] = {VELOCITY}", "pass", STEP, "pass", UNCHANGED),
    ), _explain, observe=steps, agree=_same_steps),
)

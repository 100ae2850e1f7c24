"""Check of the update with momentum, over three steps."""

import numpy as np

from mlp.checks.engine import Case, Check, Mistake, Problem, agree
from mlp.checks.engine.patterns import close_to, factor
from mlp.checks.forward import network
from mlp.checks.updates import first_entry, step_says, steps, wrong_step
from mlp.momentum import update_with_momentum

STEPS = ((1.0, 0.15), (-0.5, 0.15), (2.0, 0.15))
OPTIONS = {"velocity": {}, "beta": 0.8}


# fmt: off
def _steps(function, case):
    """Take the steps; say so if a velocity is read that is not there yet."""
    try:
        return steps(function, case)
    except Problem as problem:
        error = problem.__cause__
        if isinstance(error, KeyError) and "is empty" not in str(problem) and _goes_on_with(function, case, error.args[0]):
            raise Problem(f"{problem}\n  velocity is empty before the first step, so there is no {error.args[0]} in it. What is the velocity of something at rest?") from error
        raise


def _goes_on_with(function, case, key):
    """Whether another error or none comes if the velocity has keys like the missing one."""
    still = {f"{str(key)[:-2]}{name}": np.zeros_like(V) for name, V in network(case.args[0], 1)[2].items()}
    try:
        steps(function, Case(case.args, options={**case.options, "velocity": still}))
    except Problem as problem:
        return not isinstance(problem.__cause__, KeyError)
    return True


def _same_steps(got, expected):
    """Whether steps agree, and either both have kept something or none has."""
    kept = bool(got["velocity"]) == bool(expected["velocity"])
    return kept and agree(got["path"], expected["path"])


def _seen(got, expected, case):
    """Say what one parameter, its gradients up to then and its step were."""
    if not wrong_step(got, expected)[1]:
        return ""
    number, where, before, slopes, texts = first_entry(got, expected)
    gradients = f"gradient{'s' * (number > 1)} {', '.join(f'{slope:.4g}' for slope in slopes)}"
    return f"In step {number}, with lr = {case.args[number][1]}, beta = {case.options['beta']} and the {gradients}, {where} went from {before:.4g} to {texts[0]} and should have gone to {texts[1]}."


def _explain(got, expected, case):
    if case.message:
        return
    number, wrong = wrong_step(got, expected)
    if not wrong:
        raise Problem("The velocity is kept somewhere else than in the dict that is passed to it, so a second run would start with the speed of the first.")
    before, now, right = (path[k][wrong[0]] for path, k in ((got["path"], number - 1), (got["path"], number), (expected["path"], number)))
    how, lr = step_says(now, before, right), case.args[number][1]
    if close_to(lr * (factor(now - before, right - before) or 0), 1):
        how += f" That is 1 / {lr}: lr is missing in this step."
    first = " In the first step the velocity is the gradient itself." if number == 1 else ""
    raise Problem(f"Step {number} is the first that is wrong, in {', '.join(wrong)}.{how}{first} Follow the two equations by hand for a single parameter.")


VELOCITY = 'beta * velocity.get(name, 0.0) + grads[f"d{name}"]'
OLD, NEW = "beta * velocity.get(name, 0.0)", 'grads[f"d{name}"]'
UNCHANGED = "No parameter has changed. Does the loop go through params (velocity is empty at first), and is the result stored there, with -= or under params[...]?"
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
        Mistake(OLD, "beta * params[name]", "The parameter itself, times beta, has taken the place of the old velocity."),
        Mistake("beta * ", "", "The old velocity is kept in full: multiply it by beta."),
        Mistake("beta * ", "0.9 * ", "beta is 0.9 whatever is passed: use the argument."),
        Mistake("beta * ", "(1 - lr) * ", "The old velocity is multiplied by 1 - lr; it is beta that it is multiplied by."),
        Mistake("-= lr", "-= 0.05", "The step uses 0.05 whatever lr is: use the argument."),
        Mistake("-= lr * ", "-= ", "The learning rate makes no difference: multiply by lr."),
        Mistake("velocity[name] =", STEP.replace("velocity[name]", "velocity.get(name, 0.0)") + "\n        velocity[name] =", f"        {STEP}\n", "", "The step is taken with the old velocity; update it first."),
        Mistake(VELOCITY, f"(1 - beta) * velocity.get(name, 0.0) + beta * {NEW}", "beta and 1 - beta are mixed up."),
        Mistake(f"+ {NEW}", f"+ beta * {NEW}", "The gradient reaches the step multiplied by beta; only the old velocity is."),
        Mistake(VELOCITY, f"velocity.get(name, 0.0) + beta * {NEW}", "beta belongs to the old velocity, not to the gradient."),
        Mistake("-= lr", "-= lr * lr", "The learning rate is multiplied in twice."),
        Mistake(STEP, f"params[name] -= lr * (beta * velocity[name] + {NEW})", "The gradient enters twice, in the velocity and again in the step. That is Nesterov's variant; here the step is lr times the velocity alone."),
        Mistake(STEP, f"params[name] -= lr * (velocity[name] + {NEW})", "The gradient enters twice, in the velocity and again in the step. The step is lr times the velocity alone."),
        Mistake(VELOCITY, f"(1 - beta) * velocity.get(name, 0.0) + {NEW}", "1 - beta of the old velocity is kept; it is beta."),
        Mistake(f"+ {NEW}", f"- (1 - beta) * {NEW}", "The step goes up the slope; and the gradient is multiplied by 1 - beta, but here it counts in full."),
        Mistake("-= lr * ", "+= ", "The step goes up the slope, and the learning rate makes no difference."),
        Mistake(f"+ {NEW}", f"+ (1 - beta) * {NEW}", "-= lr * ", "-= ", "The gradient is multiplied by 1 - beta, but here it is added in full; and the learning rate makes no difference."),
        Mistake(f"+ {NEW}", f"+ 0.1 * {NEW}", "beta * ", "0.9 * ", "beta is 0.9 whatever is passed, and the gradient is multiplied by 0.1, but here it is added in full."),
        *(Mistake(VELOCITY, f"beta * velocity.get(name, 0.0) + (1 - beta) * {NEW}**2", STEP, f"params[name] -= lr * {NEW} / np.sqrt(velocity[name]{inside})", "The squares of the gradients are kept, and each step is divided by their root. That is RMSprop, another method; here the gradients are kept as they are.") for inside in ("", " + 1e-8")),
        Mistake(STEP, f"{STEP}\n        velocity[name] = {NEW}", "The velocity remembers one gradient only: what is kept for the next step is the gradient itself, without the velocity from before it."),
        Mistake("params[name] -=", "params[name] = -", "The old value is lost: subtract the step from it."),
        Mistake(STEP, "V = params[name] - lr * velocity[name]", UNCHANGED),
        Mistake(f"velocity[name] = {VELOCITY}", "pass", STEP, "pass", UNCHANGED),
    ), _explain, observe=_steps, agree=_same_steps, seen=_seen),
)

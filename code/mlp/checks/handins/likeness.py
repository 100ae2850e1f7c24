"""Tell what is alike beyond chance: to the last hint, and among hand-ins."""

import inspect
from collections import defaultdict
from functools import cache

import mlp
from mlp.checks.handins.parts import shape, size

# Functions of which two people do not think of the same words: the course names or
# arranges something there in a way of its own.
TELLING = {
    "sigmoid", "backward_pass", "numeric_gradients", "iterate_minibatches",
    "train_mlp", "tanh", "weight_l2_norm", "count_params", "early_stopping",
}  # fmt: skip
# How many elements of a function stand in its gap from the start; a test counts them.
IN_THE_GAP = {
    "init_mlp": 63,
    "forward_pass": 106,
    "backward_pass": 18,
    "numeric_gradients": 44,
    "iterate_minibatches": 10,
    "train_mlp": 43,
    "backward_pass_l2": 9,
    "early_stopping": 9,
}
# From how many elements that learners write themselves two do not agree by chance: in
# one right answer, in a wrong one, and in all that is the course's.
RIGHT, WRONG, TOGETHER = 40, 25, 60


@cache
def hint(name):
    """Return what the last hint of a function does."""
    return shape(inspect.getsource(inspect.unwrap(getattr(mlp, name))))


def written(name, source):
    """Return how many elements of a function its learner has written."""
    return size(source) - IN_THE_GAP.get(name, 0)


def from_the_hint(answers):
    """Return the functions that are the last hint, if chance does not explain it.

    Parameters
    ----------
    answers : dict of str
        The text of functions by their names.
    """
    same = {n: text for n, text in answers.items() if shape(text) == hint(n)}
    if TELLING & same.keys() or sum(written(*item) for item in same.items()) > TOGETHER:
        return list(same)
    return []


def alike(handed_in, owners):
    """Return which answers are the same, and neither the hint nor a gap.

    Parameters
    ----------
    handed_in : dict of dict
        The text of functions by their names, for each hand-in by its name.
    owners : dict
        Whose a hand-in is, as far as that is known.

    Returns
    -------
    dict of dict
        For each hand-in by its name, and each of such functions: the names of the
        others, and how many elements their authors have written.
    """
    groups, found = defaultdict(list), defaultdict(dict)
    for handin, answers in handed_in.items():
        for name, text in answers.items():
            if shape(text) != hint(name) and "NotImplementedError" not in text:
                groups[name, shape(text)].append(handin)
    for (name, _), handins in groups.items():
        for handin in handins:
            own = owners.get(handin) or handin
            if others := [o for o in handins if o != handin and owners.get(o) != own]:
                size = written(name, handed_in[handin][name])
                found[handin][name] = others, size
    return found


def is_beyond_chance(size, passed):
    """Tell whether two answers of a size are not the same by chance."""
    return size >= (RIGHT if passed else WRONG)

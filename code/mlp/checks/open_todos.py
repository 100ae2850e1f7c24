"""Say which TODO is open instead of showing the error that comes from it.

A gap that is not filled yet stops the cells that use it, and then those that use what
these would have made. In a notebook each of them gets one sentence.
"""

import ast

SENTENCE = (
    "Still to do: {what}. Fill in its gap above and run the cells below it again."
)


class OpenTodos:
    """What open TODOs have kept from being made in one notebook.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The notebook's shell. Its display of errors is extended.
    """

    def __init__(self, shell):
        self.missing = {}  # by name, the TODO that kept it from being assigned
        shell.set_custom_exc((Exception,), self.explain)
        shell.events.register("post_run_cell", self.forget)

    def explain(self, shell, kind, error, traceback, tb_offset=None):
        """Print a sentence if an open TODO is the reason, else show the error."""
        used, assigned = names(shell.user_ns["In"][-1])
        what = self.reason(error, used)
        if what is None:
            shell.showtraceback((kind, error, traceback), tb_offset)
        else:
            self.missing |= dict.fromkeys(assigned, what)
            print(SENTENCE.format(what=what))

    def reason(self, error, used):
        """Return the open TODO behind an error in a cell that uses some names."""
        message = str(error)
        if isinstance(error, NotImplementedError) and message.startswith("TODO: "):
            return message.removeprefix("TODO: ")
        if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in message:
            return "a place that still holds `...`"
        if isinstance(error, SyntaxError):
            return None
        # A name may have an old value, which then fits nothing.
        return next((self.missing[name] for name in used if name in self.missing), None)

    def forget(self, result):
        """Note that a cell has assigned what it should."""
        if result.success:
            for name in names(result.info.raw_cell)[1]:
                self.missing.pop(name, None)


def names(code):
    """Return the names that a cell uses and those that it assigns, in their order."""
    used, assigned = {}, {}
    try:
        nodes = list(ast.walk(ast.parse(code)))
    except SyntaxError:  # such as a cell with a magic command
        nodes = []
    for node in nodes:
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else assigned)[node.id] = None
        elif isinstance(node, ast.FunctionDef):
            assigned[node.name] = None
    return list(used), list(assigned)

"""Tell which open TODO is the reason for an error.

A gap that is not filled yet stops the cells that use it, and then those that use what
these would have made. Each of them gets one sentence instead of a traceback.
"""

import ast
import sys


class OpenTodos:
    """What open TODOs have kept from being made in one notebook."""

    def __init__(self):
        self.missing = {}  # by name, the TODO that kept it from being assigned

    def reason(self, error, code):
        """Return the open TODO behind the error of a cell, or None.

        Parameters
        ----------
        error : Exception
            What the cell raised.
        code : str
            The source of the cell.
        """
        used, assigned = names(code)
        what = self._reason(error, used)
        if what is not None:
            self.missing |= dict.fromkeys(assigned, what)
        return what

    def _reason(self, error, used):
        message = str(error)
        if isinstance(error, NotImplementedError) and message.startswith("TODO: "):
            return message.removeprefix("TODO: ")
        if isinstance(error, (TypeError, AttributeError)) and "ellipsis" in message:
            return "a place that still holds `...`"
        if isinstance(error, SyntaxError):
            return None
        # A name may have an old value, which then fits nothing.
        return next((self.missing[name] for name in used if name in self.missing), None)

    def done(self, code):
        """Note that a cell has run, and so has assigned what it should."""
        for name in names(code)[1]:
            self.missing.pop(name, None)


def explain_in(shell):
    """Let a notebook show a sentence where an open TODO is the reason for an error.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        The notebook's shell. Its display of errors is extended.
    """
    todos = OpenTodos()

    def show(shell, kind, error, traceback, tb_offset=None):
        what = todos.reason(error, shell.user_ns["In"][-1])
        if what is None:
            shell.showtraceback((kind, error, traceback), tb_offset)
        else:
            drop_figures()
            print(
                f"Still to do: {what}. "
                "Fill in its gap above and run the cells below it again."
            )

    def after(result):
        if result.success:
            todos.done(result.info.raw_cell)

    shell.set_custom_exc((Exception,), show)
    shell.events.register("post_run_cell", after)


def drop_figures():
    """Close the figures that a cell has begun, which would be shown half-drawn."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")


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

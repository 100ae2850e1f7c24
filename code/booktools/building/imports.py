"""Find out which modules of `code/` a piece of code runs, without running it.

A name that a package only passes on leads to the module that defines it. So
``from mlp import sigmoid`` depends on `mlp.primitives`, not on every chapter.
"""

import ast
from functools import cached_property
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

# Whoever mentions one of these may import anything; only running tells what.
DYNAMIC = {"__import__", "eval", "exec", "get_ipython", "importlib", "pkgutil", "runpy"}
ANYTHING = ("*", None)


def imports_of_cells(sources):
    """Return what code cells import.

    Parameters
    ----------
    sources : iterable of str
        The cells, in which IPython's magics are allowed.

    Returns
    -------
    set of tuple
        Pairs of a module and the name taken from it, or None for all of it. A cell that
        cannot be judged without running it gives ``ANYTHING``.
    """
    found = set()
    for source in sources:
        try:
            tree = ast.parse(TransformerManager().transform_cell(source))
        except SyntaxError:
            found.add(ANYTHING)
        else:
            found |= imports(tree)
    return found


def imports(tree, package=""):
    """Return what a syntax tree imports, as `imports_of_cells` does.

    Parameters
    ----------
    tree : ast.AST
        The code.
    package : str
        The package that holds it, from which relative imports start.
    """
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    # `import a.b` makes everything of `a` reachable, too.
                    parts = alias.name.split(".")
                    if parts[0] in DYNAMIC:
                        found.add(ANYTHING)
                    found |= {
                        (".".join(parts[:length]), None)
                        for length in range(1, len(parts) + 1)
                    }
            case ast.ImportFrom():
                module = absolute(node, package)
                if module.split(".")[0] in DYNAMIC:
                    found.add(ANYTHING)
                found |= {
                    (module, None if alias.name == "*" else alias.name)
                    for alias in node.names
                }
            case ast.Name():
                if node.id in DYNAMIC:
                    found.add(ANYTHING)
    return found


def absolute(node, package):
    """Return the full name of the module that ``from … import`` names."""
    if not node.level:
        return node.module
    parts = package.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, node.module] if node.module else parts)


class Modules:
    """The modules below a folder, and what they import from each other.

    Parameters
    ----------
    contents : dict of pathlib.Path to bytes
        The files of the folder.
    folder : pathlib.Path
        The folder from which they are imported.
    """

    def __init__(self, contents, folder):
        self.contents = contents
        self.imported = {}  # by module, as soon as it was asked for
        self.paths = {
            name_of(path.relative_to(folder)): path
            for path in contents
            if path.suffix == ".py"
        }

    @cached_property
    def trees(self):
        """The syntax trees, by name of the module; None for one that is broken."""
        trees = {}
        for name, path in self.paths.items():
            try:
                trees[name] = ast.parse(self.contents[path])
            except (SyntaxError, ValueError):
                trees[name] = None
        return trees

    def used_by(self, imported):
        """Return the files that imports run, directly or through others.

        Parameters
        ----------
        imported : iterable of tuple
            Pairs as `imports_of_cells` returns them.

        Returns
        -------
        set of pathlib.Path
            The files. Packages on the way are among them, as importing runs them.
        """
        waiting, seen, whole, files = list(imported), set(), set(), set()
        while waiting:
            pair = waiting.pop()
            if pair in seen:
                continue
            seen.add(pair)
            if pair == ANYTHING:
                return set(self.paths.values())
            module, defines_all = self.defining(*pair)
            files |= {
                self.paths[name] for name in self.parents(module) if name in self.paths
            }
            if defines_all and module in self.paths and module not in whole:
                whole.add(module)
                waiting += self.imports_of(module)
            elif not defines_all:
                waiting += self.passed_on(*pair)
        return files

    def defining(self, module, name):
        """Return the module that an import runs, and whether all of it counts."""
        if name is not None and f"{module}.{name}" in self.paths:
            return f"{module}.{name}", True
        return module, not (name is not None and self.passed_on(module, name))

    def passed_on(self, module, name):
        """Return where a package has a name from that it only passes on."""
        if not self.is_package(module) or self.trees[module] is None:
            return []
        return [
            (absolute(node, module), alias.name)
            for node in self.trees[module].body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if (alias.asname or alias.name) == name
        ]

    def imports_of(self, module):
        """Return what all of a module imports."""
        if module not in self.imported:
            tree = self.trees[module]
            package = module if self.is_package(module) else module.rpartition(".")[0]
            self.imported[module] = {ANYTHING} if not tree else imports(tree, package)
        return self.imported[module]

    def is_package(self, module):
        """Tell whether a module is a package of the folder."""
        return module in self.paths and self.paths[module].name == "__init__.py"

    def parents(self, module):
        """Return a module and the packages around it."""
        parts = module.split(".")
        return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def name_of(path):
    """Return the name under which a file is imported."""
    parts = Path(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

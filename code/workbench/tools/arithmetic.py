"""Write out how the entries of an array come about, such as "1·3 + 2·0 = 3"."""

import ast
import re
from contextlib import suppress

import numpy as np

from workbench.tools.watching import evaluated


def written_out(step):
    """Return for each entry of an array how it is computed, such as "1·3 + 2·0 = 3"."""
    with suppress(Exception):  # what cannot be written out is shown as it is
        arithmetic = Arithmetic(step)
        whole = arithmetic.value(step.operation.value)
        if np.array_equal(whole, step.value, equal_nan=True):
            places = [(0,) * (2 - whole.ndim) + x for x in np.ndindex(whole.shape)]
            terms = [arithmetic.line(*place) for place in places]
            return terms if any(terms) else []
    return []


ATOM, PRODUCT, SUM = 2, 1, 0  # how strongly a text holds together
SIGNS = {
    ast.Add: (" + ", SUM),
    ast.Sub: (" − ", SUM),
    ast.Mult: ("·", PRODUCT),
    ast.Div: (" / ", PRODUCT),
}


class Arithmetic:
    """Writes out how single entries of what a step computes come about."""

    def __init__(self, step):
        self.step, self.values = step, {}
        self.expression = step.operation.value

    def value(self, node):
        """Return the value of a part, which is computed once."""
        if node not in self.values:
            self.values[node] = evaluated(node, self.step.globals, self.step.locals)
        return self.values[node]

    def line(self, row, column):
        """Return one entry, written out; nothing if there is nothing to write out."""
        self.exact = True
        text, _ = self.part(self.expression, row, column)
        result = self.numeral(self.entry(self.expression, row, column))
        if text == result:
            return ""
        text = f"{text} {'=' if self.exact else '≈'} {result.strip('()')}"
        return re.sub(r"(^|\()\((−[\d.]+)\)", r"\1\2", text)

    def entry(self, node, row, column):
        """Return an entry of a part, which may be a number or spread over rows."""
        value = np.atleast_2d(self.value(node))
        rows, columns = value.shape
        return float(value[row if rows > 1 else 0, column if columns > 1 else 0])

    def numeral(self, x):
        """Return a number as text; below 0 it stands in brackets."""
        text = number(x)
        self.exact &= exact(text, x)
        return f"({text})" if text[0] == "−" else text

    def part(self, node, row, column):
        """Return the text of an entry of a part, and how strongly it holds together."""
        match node:
            case ast.BinOp(left, ast.MatMult(), right):
                return self.product(self.value(left), self.value(right), row, column)
            case ast.BinOp(left, op, right) if type(op) in SIGNS:
                sign, strength = SIGNS[type(op)]
                first, holds = self.part(left, row, column)
                second, too = self.part(right, row, column)
                first = f"({first})" if holds < strength else first
                tight = strength + isinstance(op, ast.Sub | ast.Div)
                second = f"({second})" if too < tight else second
                return f"{first}{sign}{second}", strength
            case ast.Call(ast.Attribute(of, "sum" | "mean" as how)):
                return self.total(node, of, how, row, column)
            case ast.Call(function, [argument]) if node is self.expression:
                if np.shape(self.value(argument)) == np.shape(self.value(node)):
                    name = self.value(function).__name__
                    inside = self.numeral(self.entry(argument, row, column))
                    return f"{name}({inside.strip('()')})", ATOM
        return self.numeral(self.entry(node, row, column)), ATOM

    def product(self, left, right, row, column):
        """Write out a row times a column."""
        rows, columns = np.shape(left)[0], np.shape(right)[1]
        numbers = zip(
            left[row if rows > 1 else 0],
            right[:, column if columns > 1 else 0],
            strict=True,
        )
        terms = [f"{self.numeral(a)}·{self.numeral(b)}" for a, b in numbers]
        return " + ".join(terms), SUM if len(terms) > 1 else PRODUCT

    def total(self, node, of, how, row, column):
        """Write out the sum or the mean of a column."""
        values = self.value(node.args[0] if self.value(of) is np else of)
        axes = [k.value for k in node.keywords if k.arg == "axis"]
        if np.ndim(values) != 2 or not axes or self.value(axes[0]) != 0:
            return self.numeral(self.entry(node, row, column)), ATOM
        text = " + ".join(self.numeral(x) for x in values[:, column])
        return (f"({text}) / {len(values)}", PRODUCT) if how == "mean" else (text, SUM)


def number(x, digits=4):
    """Return a number with a few decimals; what is exact has no more than it needs."""
    x = float(x) + 0.0  # never "-0"
    tiny = 0 < abs(x) < 0.5 * 10**-digits
    text = f"{x:.1e}" if tiny or 1e6 <= abs(x) < np.inf else f"{x:.{digits}f}"
    if digits == 4 and exact(text, x) and "." in text and "e" not in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def exact(text, x):
    """Tell whether a text says all there is of a number."""
    return abs(float(text.replace("−", "-")) - x) <= 1e-12 * abs(x)

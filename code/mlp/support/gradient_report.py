"""What a gradient check found, array by array: error, ratio and verdict."""

from dataclasses import dataclass

import numpy as np

from mlp.support.validation import validated


@dataclass(frozen=True)
class Comparison:
    """One gradient array beside its measured twin.

    Attributes
    ----------
    name : str
        Name of the array, such as ``dW1``.
    shape : tuple of int
        Shape that the array needs.
    relative_error : float
        Distance of analytic and numeric gradient; nan if they cannot be compared.
    ratio : float
        Median of analytic / numeric; nan where no entry is large enough.
    ratio_low : float
        Smallest ratio.
    ratio_high : float
        Largest ratio. The two agree when one factor explains the error.
    problem : str
        Empty for a right array, otherwise what is wrong with it.
    """

    name: str
    shape: tuple
    relative_error: float
    ratio: float
    ratio_low: float
    ratio_high: float
    problem: str


@dataclass(frozen=True)
class GradientReport:
    """What `gradient_check` found, one `Comparison` per array.

    Reads as a table, as text with ``print`` and as HTML in a notebook.

    Attributes
    ----------
    comparisons : tuple of Comparison
        One per parameter array, first layer first.
    n_samples : int
        Rows that the loss was averaged over.
    """

    comparisons: tuple
    n_samples: int

    COLUMNS = ("array", "shape", "relative error", "analytic / numeric", "verdict")

    @property
    def passed(self):
        """Whether every array is right."""
        return all(not c.problem for c in self.comparisons)

    @property
    def headline(self):
        """One sentence that sums up the report."""
        n_arrays = len(self.comparisons)
        n_wrong = sum(bool(c.problem) for c in self.comparisons)
        rows = f"{self.n_samples} {'row' if self.n_samples == 1 else 'rows'}"
        if n_wrong == 0:
            return f"Gradient check passed: all {n_arrays} arrays agree ({rows})."
        return f"Gradient check failed: {n_wrong} of {n_arrays} arrays differ ({rows})."

    def table(self):
        """Return the cells of the report as rows of text."""
        return [
            (
                c.name,
                str(c.shape),
                "–" if np.isnan(c.relative_error) else f"{c.relative_error:.1e}",
                _format_ratio(c),
                f"✗ {c.problem}" if c.problem else "✓ right",
            )
            for c in self.comparisons
        ]

    def __str__(self):
        """Return the report as aligned plain text."""
        rows = [self.COLUMNS, *self.table()]
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.COLUMNS))]
        lines = (
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            )
            for row in rows
        )
        return "\n".join([self.headline, *(line.rstrip() for line in lines)])

    def _repr_html_(self):
        """Return the report as an HTML table, for notebooks."""
        head = "".join(f'<th scope="col">{column}</th>' for column in self.COLUMNS)
        body = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
            for row in self.table()
        )
        return (
            f'<table class="gradient-report"><caption>{self.headline}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _format_ratio(comparison):
    """Write one ratio if a single factor explains the array, else its range."""
    low, high = comparison.ratio_low, comparison.ratio_high
    if np.isnan(comparison.ratio):
        return "–"
    if high - low <= 0.01 * max(abs(low), abs(high)):
        return f"{round(comparison.ratio, 3) + 0.0:.3f}"  # never "-0.000"
    return f"{low:.3g} to {high:.3g}"


@validated
def compare_gradients(name, analytic, numeric, tolerance=1e-6):
    """Compare one gradient array with its measured twin.

    Parameters
    ----------
    name : str
        Name of the array, such as ``dW1``.
    analytic : ndarray or None
        What the backward pass computed; None if it did not.
    numeric : ndarray
        What central differences measured.
    tolerance : float
        Largest relative error that counts as agreement.

    Returns
    -------
    Comparison
        Relative error ‖a − n‖ / (‖a‖ + ‖n‖) and the ratios a / n.

    Raises
    ------
    ValueError
        If `numeric` is not an array or `tolerance` not positive.
    """
    nan = float("nan")
    if analytic is None:
        return Comparison(name, numeric.shape, nan, nan, nan, nan, "missing")
    if np.shape(analytic) != numeric.shape:
        problem = f"has shape {np.shape(analytic)}"
        return Comparison(name, numeric.shape, nan, nan, nan, nan, problem)

    size = np.linalg.norm(analytic) + np.linalg.norm(numeric)
    error = 0.0 if size == 0 else float(np.linalg.norm(analytic - numeric) / size)
    problem = "" if error <= tolerance else "wrong"

    # Entries near zero are mostly rounding, and their ratios say nothing.
    large = np.abs(numeric) > 1e-3 * np.abs(numeric).max()
    ratios = np.asarray(analytic)[large] / numeric[large]
    if ratios.size == 0:
        return Comparison(name, numeric.shape, error, nan, nan, nan, problem)
    low, middle, high = (float(q) for q in np.quantile(ratios, [0, 0.5, 1]))
    return Comparison(name, numeric.shape, error, middle, low, high, problem)

// Return the pieces of the line along which values on a grid have a level. Each piece is
// x and y of its ends, counted in columns and rows; `from` is where the values begin.
export function contour(values, columns, rows, level, from = 0) {
  const pieces = [];
  for (let row = 0; row < rows - 1; row += 1) {
    for (let column = 0; column < columns - 1; column += 1) {
      const at = from + row * columns + column;
      // The corners of a cell, once around it.
      const a = values[at] - level;
      const b = values[at + 1] - level;
      const c = values[at + columns + 1] - level;
      const d = values[at + columns] - level;
      const above = (a > 0) + (b > 0) + (c > 0) + (d > 0);
      if (above === 0 || above === 4) continue;
      const ends = [];
      if (a > 0 !== b > 0) ends.push(column + a / (a - b), row);
      if (b > 0 !== c > 0) ends.push(column + 1, row + b / (b - c));
      if (c > 0 !== d > 0) ends.push(column + d / (d - c), row + 1);
      if (d > 0 !== a > 0) ends.push(column, row + a / (a - d));
      for (let i = 0; i < ends.length; i += 4) pieces.push(ends.slice(i, i + 4));
    }
  }
  return pieces;
}

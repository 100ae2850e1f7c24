// The pictures of the playground, in the colours of the page.

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const parts = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

// Make a canvas as sharp as the screen; return what draws on it, and its size.
function prepare(canvas, shape) {
  const width = canvas.clientWidth;
  const height = Math.round(width * shape);
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  const pen = canvas.getContext("2d");
  pen.scale(devicePixelRatio, devicePixelRatio);
  pen.font = `12px ${color("body")}`;
  return { pen, width, height };
}

// The picture of the shading has a pixel for each point of the grid; the canvas smooths.
function shading(grid, columns, rows) {
  const [paper, ...classes] = ["paper", "blue", "vermilion"].map((name) => parts(color(name)));
  const small = new OffscreenCanvas(columns, rows);
  const image = new ImageData(columns, rows);
  grid.forEach((probability, i) => {
    const ink = classes[Number(probability > 0.5)];
    const share = 0.9 * Math.abs(probability - 0.5); // of the ink; points stand out
    const at = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns));
    paper.forEach((part, j) => { image.data[at + j] = part + share * (ink[j] - part); });
    image.data[at + 3] = 255;
  });
  small.getContext("2d").putImageData(image, 0, 0);
  return small;
}

export function drawPlane(canvas, { grid, columns, rows, low, high, points, folds, boundary }) {
  const { pen, width, height } = prepare(canvas, rows / columns);
  pen.drawImage(shading(grid, columns, rows), 0, 0, width, height);
  const x = (column) => ((column + 0.5) / columns) * width;
  const y = (row) => height - ((row + 0.5) / rows) * height;
  const lines = (pieces, ink, thickness, dash) => {
    pen.strokeStyle = ink;
    pen.lineWidth = thickness;
    pen.setLineDash(dash);
    pen.beginPath();
    for (const [x1, y1, x2, y2] of pieces) {
      pen.moveTo(x(x1), y(y1));
      pen.lineTo(x(x2), y(y2));
    }
    pen.stroke();
    pen.setLineDash([]);
  };
  pen.globalAlpha = 0.55; // there may be many
  lines(folds, color("text"), 0.8, [3, 2]);
  pen.globalAlpha = 1;
  const size = points.length > 1000 ? 2.5 : 3.5;
  pen.strokeStyle = color("paper");
  pen.lineWidth = 0.6;
  const [zero, one] = [color("blue"), color("vermilion")];
  for (let i = 0; i < points.length; i += 3) {
    const px = x(((points[i] - low[0]) / (high[0] - low[0])) * (columns - 1));
    const py = y(((points[i + 1] - low[1]) / (high[1] - low[1])) * (rows - 1));
    pen.beginPath();
    if (points[i + 2]) {
      pen.fillStyle = one;
      pen.moveTo(px, py - 1.2 * size);
      pen.lineTo(px + 1.1 * size, py + 0.8 * size);
      pen.lineTo(px - 1.1 * size, py + 0.8 * size);
      pen.closePath();
    } else {
      pen.fillStyle = zero;
      pen.arc(px, py, size, 0, 7);
    }
    pen.fill();
    pen.stroke();
  }
  lines(boundary, color("text"), 2.2, []);
}

export function drawCurves(canvas, history, floors) {
  const { pen, width, height } = prepare(canvas, 0.6);
  const curves = ["train_loss", "val_loss"].map((name) => history.map((frame) => frame[name]));
  const all = [...curves.flat(), ...floors];
  const reach = Math.max(...all) - Math.min(...all) || 0.1;
  const [bottom, top] = [Math.min(...all) - 0.08 * reach, Math.max(...all) + 0.05 * reach];
  const last = Math.max(50, history.length);
  const edge = { left: 44, right: 8, top: 8, bottom: 34 };
  const x = (epoch) => edge.left + (epoch / last) * (width - edge.left - edge.right);
  const y = (loss) => edge.top + ((top - loss) / (top - bottom)) * (height - edge.top - edge.bottom);

  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].find((size) => (top - bottom) / size < 6) ?? top - bottom;
  const line = (ink, thickness, dash, places) => {
    pen.strokeStyle = ink;
    pen.lineWidth = thickness;
    pen.setLineDash(dash);
    pen.beginPath();
    for (const place of places) pen.lineTo(...place);
    pen.stroke();
    pen.setLineDash([]);
  };
  pen.fillStyle = color("text");
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (let loss = Math.ceil(bottom / step) * step; loss <= top; loss += step) {
    line(color("line"), 1, [], [[edge.left, y(loss)], [width - edge.right, y(loss)]]);
    pen.fillText(loss.toFixed(2), edge.left - 5, y(loss));
  }
  pen.textAlign = "center";
  const jump = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find((size) => last / size <= 5) ?? last;
  for (let epoch = 0; epoch <= last; epoch += jump) pen.fillText(epoch, Math.min(x(epoch), width - 14), height - 25);
  pen.fillText("epoch", (edge.left + width) / 2, height - 9);

  ["blue", "vermilion"].forEach((name, i) => {
    const dash = i ? [6, 3] : [];
    line(color(name), 0.9, dash, [[edge.left, y(floors[i])], [width - edge.right, y(floors[i])]]);
    line(color(name), 2, dash, curves[i].map((loss, at) => [x(at + 1), y(loss)]));
  });
}

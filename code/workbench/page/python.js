// Python in a worker, as the page sees it: calls that are answered one after the other.

export class Python {
  // `progress` gets a step and, while something arrives, bytes loaded and in all.
  constructor(progress) {
    this.progress = progress;
    this.calls = new Map();
    this.count = 0;
  }

  // Call a function of the worker; what cells put out meanwhile goes to `emit`.
  call(name, args, emit = () => {}) {
    this.worker ??= this.start();
    const id = ++this.count;
    this.worker.postMessage({ id, name, args });
    return new Promise((resolve, reject) => this.calls.set(id, { resolve, reject, emit }));
  }

  start() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.step) return this.progress(data);
      const call = this.calls.get(data.id);
      if (data.piece) return call.emit(data.piece);
      this.calls.delete(data.id);
      if ("result" in data) return call.resolve(data.result);
      call.reject(new Error(data.error));
      this.stop(data.error);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.stop("Python could not be started.");
    };
    return worker;
  }

  // Put an end to whatever runs. The next call starts a new worker.
  stop(reason = "Stopped.") {
    this.worker?.terminate();
    this.worker = null;
    for (const call of this.calls.values()) call.reject(new Error(reason));
    this.calls.clear();
    this.onstop?.();
  }
}

// Python in a worker, as a page sees it: calls that are answered one after the other.

export class Python {
  // `tell` hears of each step, and of bytes that arrive; `ended` when Python has ended.
  constructor(tell, ended = () => {}) {
    Object.assign(this, { tell, ended, calls: new Map(), count: 0 });
  }

  // Call a function of the worker; what a cell puts out meanwhile goes to `emit`.
  call(name, args, emit) {
    this.worker ??= this.start();
    const id = ++this.count;
    this.worker.postMessage({ id, name, args });
    return new Promise((resolve, reject) => this.calls.set(id, { resolve, reject, emit }));
  }

  start() {
    // Who uses Python may want it offline too.
    navigator.serviceWorker?.ready.then(({ active }) => active.postMessage("python"));
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.step) return this.tell(data);
      if (data.error) return this.stop(data.error);
      const call = this.calls.get(data.id);
      if (data.piece) return call.emit(data.piece);
      this.calls.delete(data.id);
      call.resolve(data.result);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.stop("Python could not be started. Run or check a cell to try again.");
    };
    return worker;
  }

  // Put an end to whatever runs. The next call starts a new worker.
  stop(reason) {
    this.worker?.terminate();
    this.worker = null;
    for (const call of this.calls.values()) call.reject(new Error(reason));
    this.calls.clear();
    this.ended();
  }
}

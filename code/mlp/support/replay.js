// Moves a replay of training through its epochs. Each one on a page works by itself.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function start(replay) {
    const find = (name) => replay.querySelector(`.replay-${name}`);
    const [picture, button, slider, now] = ["frame", "play", "slider", "now"].map(find);
    const cells = replay.querySelectorAll(".replay-score");
    const frames = JSON.parse(find("data").textContent).frames;
    const last = frames.length - 1;
    const lastAlt = picture.alt;
    const key = replay.dataset.key;
    let timer = null;
    let loaded = null;

    function load() {
      loaded ??= frames.map((frame) => Object.assign(new Image(), { src: frame.src }));
    }

    function show(position) {
      const frame = frames[position];
      picture.src = frame.src;
      picture.alt = position === last ? lastAlt : `The same figure at ${frame.text}`;
      slider.value = position;
      slider.setAttribute("aria-valuetext", frame.text);
      now.textContent = frame.epoch;
      cells.forEach((cell, i) => { cell.textContent = frame.scores[i]; });
    }

    // The address names the epoch that is shown, so that it can be shared.
    function share() {
      if (key) history.replaceState(history.state, "", `#${key}=${frames[slider.value].epoch}`);
    }

    function pause() {
      if (timer === null) return;
      clearInterval(timer);
      timer = null;
      button.textContent = "Play";
      delete replay.dataset.playing;
      share();
    }

    function step() {
      show(Number(slider.value) + 1);
      if (Number(slider.value) === last) pause();
    }

    function play() {
      load();
      if (Number(slider.value) === last) show(0);
      button.textContent = "Pause";
      replay.dataset.playing = "";
      timer = setInterval(step, calm.matches ? 1500 : 400);
    }

    function follow() {
      const [name, epoch] = location.hash.slice(1).split("=");
      if (!key || name !== key || !/^\d+$/.test(epoch)) return;
      pause();
      const distances = frames.map((frame) => Math.abs(frame.epoch - epoch));
      show(distances.indexOf(Math.min(...distances)));
      for (let box = replay.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
      replay.scrollIntoView();
    }

    button.addEventListener("click", () => (timer === null ? play() : pause()));
    slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
    slider.addEventListener("change", share);
    // JupyterLab has uses of its own for plain keys: an arrow folds a section, two d's
    // delete a cell. It still gets those with Ctrl or Cmd, such as the one that saves.
    button.parentElement.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    });
    addEventListener("hashchange", follow);

    // On paper the last epoch stands, also where nobody has scrolled to the picture.
    let shown = last;
    addEventListener("beforeprint", () => {
      pause();
      shown = Number(slider.value);
      picture.loading = "eager";
      show(last);
    });
    addEventListener("afterprint", () => show(shown));

    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      load();
    }).observe(replay);
    button.parentElement.hidden = false;
    replay.dataset.ready = "";
    follow();
  }

  document.querySelectorAll(".replay:not([data-ready])").forEach(start);
})();

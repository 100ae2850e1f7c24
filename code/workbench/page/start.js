// What a chapter carries before its reader asks for Python: it waits for a click.
{
  const folder = document.currentScript.src;
  const panel = document.getElementById("workbench");
  const say = (text) => { panel.querySelector("[role=status]").textContent = text; panel.scrollIntoView({ block: "center" }); };

  addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-work], [data-tool]");
    if (!button) return;
    if (location.protocol === "file:") return say("This page was opened as a file. Python works in it only where a server sends it: run “make serve”, or read it on the web.");
    if (!window.WebAssembly || !window.Worker) return say("This browser cannot run Python. A newer one can, and so can the notebook under Download.");
    try {
      const { open } = await import(new URL(`${button.dataset.tool ?? "workbench"}.js`, folder));
      await open(panel, button.closest(".cell, .tool"));
    } catch (error) {
      console.info(error);
      say("The connection was lost before everything had arrived. Press the button again.");
    }
  });

  // An address may hold the settings of a tool: #playground?noise=0.24
  const shared = document.querySelector(`[data-tool="${CSS.escape(/^#(\w+)\?/.exec(location.hash)?.[1] ?? "")}"]`);
  if (shared) {
    shared.textContent += ", with the settings of this link";
    shared.scrollIntoView({ block: "center" });
  }

  const begun = panel.dataset.gaps.split(" ").some((name) => localStorage.getItem(`mlp-work:${name}`));
  if (begun) panel.querySelector("[data-work]").textContent = "Go on with your work in this page";
}

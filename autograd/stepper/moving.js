// From step to step: by hand, by link and by itself.

const SECONDS = 1.8;

function go(step, { stop = true } = {}) {
  if (stop) pause();
  at = Math.max(0, Math.min(frames.length, step));
  const focus = draw();
  const frame = frames[at - 1];
  byId("formula").replaceChildren(...formula(frame));
  byId("rule").replaceChildren(...rule(frame));
  const said = frame ? items[at - 1].firstChild.textContent : words.start;
  write(byId("say"), said);
  write(byId("spoken"), frame && !isOpen(at - 1) ? `${said} ${items[at - 1].lastChild.textContent}` : said);
  byId("scrub").value = at;
  byId("scrub").setAttribute("aria-valuetext", `${at} / ${frames.length}`);
  byId("count").textContent = `${at} / ${frames.length}`;
  byId("first").disabled = byId("previous").disabled = at === 0;
  byId("next").disabled = byId("last").disabled = at === frames.length;
  for (const button of byId("phases").children) {
    const current = frame && Number(button.dataset.phase) === frame.phase;
    current ? button.setAttribute("aria-current", "step") : button.removeAttribute("aria-current");
  }
  ask();
  details();
  reveal(focus);
  remember();
}

// Bring all of these boxes into view, or, where they are too far apart, the first.
function reveal(shown) {
  if (!shown.length) return;
  const scene = byId("scene");
  const outer = scene.getBoundingClientRect();
  const inner = shown.map((i) => boxes[i].getBoundingClientRect());
  const distance = (low, high) => {
    const [start, end] = [Math.min(...inner.map((r) => r[low])), Math.max(...inner.map((r) => r[high]))];
    const [from, to] = end - start < outer[high] - outer[low] - 40 ? [start, end] : [inner[0][low], inner[0][high]];
    return from < outer[low] + 8 ? from - outer[low] - 90 : to > outer[high] - 8 ? to - outer[high] + 90 : 0;
  };
  const [left, top] = [distance("left", "right"), distance("top", "bottom")];
  const far = Math.abs(left) > outer.width || Math.abs(top) > outer.height;
  if (left || top) scene.scrollBy({ left, top, behavior: far || calm.matches ? "auto" : "smooth" });
}

function remember() {
  try {
    history.replaceState(null, "", `#step=${at}`);
  } catch {
    // A frame without an address of its own has nothing to link to.
  }
}

function linked() {
  const found = /^#step=(\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}

function pause() {
  clearTimeout(timer);
  timer = null;
  root.classList.remove("playing");
  byId("play").setAttribute("aria-label", words.play);
}

function play() {
  if (timer !== null) return pause();
  if (at === frames.length) go(0);
  root.classList.add("playing");
  byId("play").setAttribute("aria-label", words.pause);
  tick();
}

function tick() {
  const wait = (1000 * SECONDS) / Number(byId("speed").value);
  timer = setTimeout(() => {
    go(at + 1, { stop: false });
    at < frames.length && !isOpen(at - 1) ? tick() : pause();
  }, wait);
}

const starts = PHASES.map((_, phase) => frames.findIndex((frame) => frame.phase === phase));
function jump(direction) {
  const places = [0, ...starts.filter((i) => i >= 0).map((i) => i + 1), frames.length];
  const next = direction > 0 ? places.find((p) => p > at) : places.reverse().find((p) => p < at);
  if (next !== undefined) go(next);
}

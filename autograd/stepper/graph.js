// The graph: what every node holds after each step, and what is marked.

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const { nodes, edges, frames, words, loss, explanations = {} } = data;
const PHASES = ["forward", "backward", "update", "again"];
const [, BACKWARD, UPDATE, AGAIN] = PHASES.keys();
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const boxes = nodes.map((_, i) => byId(`n${i}`));
const lines = edges.map((_, i) => byId(`e${i}`));
const items = [...document.querySelectorAll("#steps li")];
const opening = frames.findIndex((frame) => frame.phase === BACKWARD);
let at = 0;
let timer = null;
let picked = null;
let quiz = data.quiz;
let arranged = null;

root.classList.add("live");

// Small helpers

function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content.filter((part) => part !== null && part !== undefined));
  return element;
}
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const signed = (text) => (text.startsWith("−") ? `(${text})` : text);

// The state after a number of steps

function stateAt(step) {
  const state = nodes.map((node) => ({ value: node.start, gradient: "", old: false, short: { value: node.short, gradient: "" } }));
  for (let i = 0; i < step; i++) {
    const frame = frames[i];
    if (i === opening) state[loss].gradient = state[loss].short.gradient = "1";
    if (frame.phase === AGAIN && frames[i - 1].phase !== AGAIN) {
      for (const other of frames.slice(i)) state[other.node].old = true;
    }
    const [shown, short] = i === step - 1 && isOpen(i) ? ["?", "?"] : [frame.after, frame.short];
    const place = state[frame.node];
    const found = frame.phase === BACKWARD ? "gradient" : "value";
    place[found] = shown;
    place.short[found] = short;
    if (found === "value") place.old = false;
  }
  return state;
}

function draw() {
  const frame = frames[at - 1];
  const focus = new Set();
  const from = new Set();
  const used = new Set();
  if (frame) {
    focus.add(frame.node);
    if (frame.phase === BACKWARD) {
      used.add(frame.edge);
      from.add(edges[frame.edge][1]);
    } else if (frame.phase !== UPDATE) {
      edges.forEach(([source, target], i) => {
        if (target === frame.node) {
          used.add(i);
          from.add(source);
        }
      });
    }
  }
  const path = pathFrom(picked);
  const isAgain = Boolean(frame) && frame.phase === AGAIN;
  const isNarrow = arranged === data.narrow;
  stateAt(at).forEach(({ short, old, ...full }, i) => {
    const box = boxes[i];
    const { value, gradient } = isNarrow ? short : full;
    write(box.querySelector(".v"), value);
    // After the update the values are new and the gradients are not: only one of them is shown.
    write(box.querySelector(".g"), gradient && !isAgain ? `∂${isNarrow ? "" : " "}${gradient}` : "");
    box.classList.toggle("old", old);
    box.classList.toggle("focus", focus.has(i));
    box.classList.toggle("from", from.has(i) && !focus.has(i));
    box.classList.toggle("path", path.nodes.has(i));
    box.classList.toggle("picked", i === picked);
    const texts = [...box.querySelectorAll("text")].map((text) => text.textContent);
    box.setAttribute("aria-label", texts.filter(Boolean).join(" "));
    box.setAttribute("aria-pressed", i === picked);
  });
  lines.forEach((line, i) => {
    line.classList.toggle("focus", used.has(i));
    line.classList.toggle("path", path.edges.has(i) && !used.has(i));
  });
  const name = frame ? PHASES[frame.phase] : "";
  byId("graph").setAttribute("class", name);
  byId("now").className = name;
  return [...focus, ...from];
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function pathFrom(start) {
  const path = { nodes: new Set(), edges: new Set() };
  if (start === null) return path;
  path.nodes.add(start);
  const waiting = [start];
  while (waiting.length) {
    for (const i of leaving[waiting.pop()]) {
      path.edges.add(i);
      const target = edges[i][1];
      if (!path.nodes.has(target)) {
        path.nodes.add(target);
        waiting.push(target);
      }
    }
  }
  return path;
}
const leaving = nodes.map(() => []);
edges.forEach(([source], i) => leaving[source].push(i));

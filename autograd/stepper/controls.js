// Buttons, keys and clicks.

const actions = {
  first: () => go(0),
  previous: () => go(at - 1),
  play,
  next: () => go(at + 1),
  last: () => go(frames.length),
  quiz() {
    quiz = !quiz;
    go(at);
  },
  all() {
    const open = root.classList.toggle("listing");
    byId("all").setAttribute("aria-expanded", open);
    if (open) byId("steps").scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
  },
  hint,
  show: () => settle("shown"),
  restart() {
    answers = {};
    failed.clear();
    keep();
    go(0);
  },
};
for (const [id, action] of Object.entries(actions)) byId(id).addEventListener("click", action);

byId("scrub").max = frames.length;
byId("scrub").addEventListener("input", (event) => go(Number(event.target.value)));

starts.forEach((start, phase) => {
  if (start < 0) return;
  const button = make("button", "", words[PHASES[phase]]);
  button.type = "button";
  button.dataset.phase = phase;
  button.addEventListener("click", () => go(start + 1));
  byId("phases").append(button);
});

const keys = {
  ArrowLeft: actions.previous,
  ArrowRight: actions.next,
  Home: actions.first,
  End: actions.last,
  PageUp: () => jump(-1),
  PageDown: () => jump(1),
  " ": play,
  Escape: () => picked !== null && pick(picked),
};
document.addEventListener("keydown", (event) => {
  const place = event.target;
  if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys)) return;
  if (place.matches("input[type=text], select")) return;
  if (event.key === " " && place.matches("button, .node")) return;
  event.preventDefault();
  keys[event.key]();
});

boxes.forEach((box, i) => {
  box.addEventListener("click", () => pick(i));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick(i);
    }
  });
});
items.forEach((item, i) => {
  item.addEventListener("click", () => {
    go(i + 1);
    scrollTo(0, 0);
  });
});
addEventListener("hashchange", () => linked() !== null && linked() !== at && go(linked()));

arrange();
go(linked() ?? 0);
new ResizeObserver(arrange).observe(room);

// What is known of the value that was picked.

function pick(i) {
  picked = picked === i ? null : i;
  draw();
  details();
}

function details() {
  const place = byId("details");
  if (picked === null) {
    if (place.children.length !== 1 || place.firstChild.tagName !== "P") place.replaceChildren(make("p", "", words.pick));
    return;
  }
  const node = nodes[picked];
  const { value, gradient } = stateAt(at)[picked];
  const isNew = at > 0 && frames[at - 1].phase === AGAIN;
  const fact = (name, text) => make("div", "", make("span", "", `${name} `), make("b", "math", text || words.unknown));
  const close = make("button", "", words.close);
  close.type = "button";
  close.addEventListener("click", () => pick(picked));
  const parts = [make("h2", "", node.name, close), make("div", "facts", fact(words.value, value), fact(isNew ? words.old_gradient : words.gradient, gradient))];
  if (node.formula) parts.push(make("p", "math", `${node.name} = ${node.formula}`));
  const list = (title, rows) => rows.length && parts.push(make("h3", "", title), make("ul", "math", ...rows.map((row) => make("li", "", row))));
  const back = frames.map((frame, i) => [frame, i]).filter(([frame]) => frame.phase === BACKWARD);
  list(words.rules, back.filter(([f]) => f.rule && edges[f.edge][1] === picked && !quiz).map(([f]) => ruleText(f)));
  list(
    words.contributions,
    back
      .filter(([f, i]) => f.node === picked && i < at && !isOpen(i))
      .map(([f]) => {
        const target = edges[f.edge][1];
        const before = f.before ? `${f.before} + ` : "";
        const way = f.way || fill(words.through, { name: nodes[target].name });
        return `${way}: ${before}${signed(f.upstream)} × ${signed(f.local)} = ${f.after}`;
      }),
  );
  const chain = explanations[picked];
  if (chain && !(quiz && frames.some((_, i) => isOpen(i)))) parts.push(make("h3", "", isNew ? words.old_chain : words.chain), make("pre", "math", chain));
  const next = make("div", "", ...parts);
  if (place.textContent !== next.textContent) place.replaceChildren(next);
}

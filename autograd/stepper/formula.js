// The formula of a step, in symbols and with the numbers below them.

function fraction(above, below, className = "") {
  const ratio = make("span", `fraction ${className}`, make("span", "", nodes[above].d), make("span", "", nodes[below].d));
  ratio.setAttribute("role", "math");
  ratio.setAttribute("aria-label", `${nodes[above].d}/${nodes[below].d}`);
  return ratio;
}

function terms(frame) {
  const term = (symbol, number, caption, className = "") => ({ symbol, number, caption, className });
  const sign = (text) => term(text, text, "");
  if (frame.phase === BACKWARD) {
    const [source, target] = edges[frame.edge];
    const there = [term(fraction(loss, source), frame.before, words.there), sign("+")];
    return [
      ...(frame.before ? there : []),
      term(fraction(loss, target, "upstream"), signed(frame.upstream), words.upstream, "upstream"),
      term("·", "×", ""),
      term(frame.way && frame.rule ? factor(frame.rule) : fraction(target, source, "local"), signed(frame.local), words.local, "local"),
    ];
  }
  if (frame.phase === UPDATE) {
    return [
      term(nodes[frame.node].name, frame.before, words.old),
      sign("−"),
      term("α", data.rate, words.rate),
      term("·", "×", ""),
      term(fraction(loss, frame.node, "upstream"), frame.gradient, words.gradient, "upstream"),
    ];
  }
  return [term(frame.symbols || nodes[frame.node].name, frame.numbers, "", "long")];
}

// A rule that stands for a derivative in a product.
const factor = (text) => make("span", "local", / [+−] |^−/.test(text) ? `(${text})` : text);

function formula(frame) {
  if (!frame) return [];
  const columns = terms(frame);
  const { name } = nodes[frame.node];
  const left = frame.phase === BACKWARD ? fraction(loss, frame.node) : name;
  const grid = make("div", "grid");
  const put = (row, column, className, content) => {
    const cell = make("span", className, content);
    cell.style.gridArea = `${row} / ${column}`;
    grid.append(cell);
  };
  const plain = frame.phase !== BACKWARD && frame.phase !== UPDATE;
  put(1, 1, "left", left);
  put(1, 2, "", frame.phase === UPDATE ? "←" : plain && !frame.symbols ? "" : "=");
  if (!plain || frame.symbols) columns.forEach((c, i) => put(1, i + 3, c.className === "long" ? "long" : "", c.symbol));
  put(2, 2, "", "=");
  columns.forEach((c, i) => put(2, i + 3, c.className, c.number));
  columns.forEach((c, i) => c.caption && put(3, i + 3, "caption", c.caption));
  put(2, columns.length + 3, "", "=");
  put(2, columns.length + 4, "", isOpen(at - 1) ? field() : make("span", "result", frame.after));
  return [grid];
}

function rule(frame) {
  if (!frame) return [words.legend];
  if (!frame.rule || isOpen(at - 1) || (frame.rule === frame.local && !frame.way)) return [];
  return [`${words.rule} `, make("span", "math", ruleText(frame))];
}

function ruleText(frame) {
  const [source, target] = edges[frame.edge];
  const sides = [frame.rule, frame.ruleNumbers, frame.local].filter((side, i, all) => side && side !== all[i - 1]);
  if (frame.way) return `${frame.way}: ${sides.join(" = ")}`;
  return [`${nodes[target].d}/${nodes[source].d}`, ...sides].join(" = ");
}

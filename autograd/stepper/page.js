"use strict";
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const { nodes, edges, frames, words, loss, explanations = {} } = data;
  const PHASES = ["forward", "backward", "update", "again"];
  const [, BACKWARD, UPDATE, AGAIN] = PHASES.keys();
  const SECONDS = 1.8;
  const NEEDED_DIGITS = 3;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const boxes = nodes.map((_, i) => byId(`n${i}`));
  const lines = edges.map((_, i) => byId(`e${i}`));
  const items = [...document.querySelectorAll("#steps li")];
  const opening = frames.findIndex((frame) => frame.phase === BACKWARD);
  let at = 0;
  let timer = null;
  let picked = null;
  let quiz = data.quiz;

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

  function fraction(above, below, className = "") {
    const ratio = make("span", `fraction ${className}`, make("span", "", nodes[above].d), make("span", "", nodes[below].d));
    ratio.setAttribute("role", "math");
    ratio.setAttribute("aria-label", `${nodes[above].d}/${nodes[below].d}`);
    return ratio;
  }

  // The state after a number of steps

  function stateAt(step) {
    const state = nodes.map((node) => ({ value: node.start, gradient: "", old: false }));
    for (let i = 0; i < step; i++) {
      const frame = frames[i];
      if (i === opening) state[loss].gradient = "1";
      if (frame.phase === AGAIN && frames[i - 1].phase !== AGAIN) {
        for (const other of frames.slice(i)) state[other.node].old = true;
      }
      const shown = i === step - 1 && isOpen(i) ? "?" : frame.after;
      const place = state[frame.node];
      if (frame.phase === BACKWARD) place.gradient = shown;
      else Object.assign(place, { value: shown, old: false });
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
    stateAt(at).forEach(({ value, gradient, old }, i) => {
      const box = boxes[i];
      write(box.querySelector(".v"), value);
      write(box.querySelector(".g"), gradient && `∂ ${gradient}`);
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

  // The formula

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
        term(fraction(target, source, "local"), signed(frame.local), words.local, "local"),
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
    if (!frame || !frame.rule || frame.rule === frame.local || isOpen(at - 1)) return [];
    return [`${words.rule} `, make("span", "math", ruleText(frame))];
  }

  function ruleText(frame) {
    const [source, target] = edges[frame.edge];
    const sides = [frame.rule, frame.ruleNumbers, frame.local].filter((side, i, all) => side && side !== all[i - 1]);
    return [`${nodes[target].d}/${nodes[source].d}`, ...sides].join(" = ");
  }

  // Moving

  function go(step, { stop = true } = {}) {
    if (stop) pause();
    at = Math.max(0, Math.min(frames.length, step));
    const focus = draw();
    const frame = frames[at - 1];
    byId("formula").replaceChildren(...formula(frame));
    byId("rule").replaceChildren(...rule(frame));
    write(byId("say"), frame ? items[at - 1].firstChild.textContent : words.start);
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

  // Details of one node

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
    const fact = (name, text) => make("div", "", make("span", "", `${name} `), make("b", "math", text || words.unknown));
    const close = make("button", "", words.close);
    close.type = "button";
    close.addEventListener("click", () => pick(picked));
    const parts = [make("h2", "", node.name, close), make("div", "facts", fact(words.value, value), fact(words.gradient, gradient))];
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
          return `${fill(words.through, { name: nodes[target].name })}: ${before}${signed(f.upstream)} × ${signed(f.local)} = ${f.after}`;
        }),
    );
    const chain = explanations[picked];
    if (chain && !(quiz && frames.some((_, i) => isOpen(i)))) parts.push(make("h3", "", words.chain), make("pre", "math", chain));
    const next = make("div", "", ...parts);
    if (place.textContent !== next.textContent) place.replaceChildren(next);
  }

  // Quiz

  const storage = `chalkgrad ${checksum(byId("data").textContent)}`;
  let answers = recall();
  const asked = frames.map((frame) => Number.isFinite(Number(frame.exact)));

  function checksum(text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
  }

  function recall() {
    try {
      return JSON.parse(localStorage.getItem(storage)) || {};
    } catch {
      return {};
    }
  }

  function keep() {
    try {
      localStorage.setItem(storage, JSON.stringify(answers));
    } catch {
      // Where nothing can be kept, the answers last as long as the page is open.
    }
  }

  function isOpen(i) {
    return quiz && i >= 0 && asked[i] && !answers[i];
  }

  function field() {
    const form = make("form", "");
    const input = make("input", "");
    input.id = "answer";
    input.type = "text";
    input.inputMode = "text";
    input.autocomplete = "off";
    input.setAttribute("aria-label", words.answer);
    const button = make("button", "", words.check);
    button.type = "submit";
    form.append(input, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      judge(input.value);
    });
    return form;
  }

  function parsed(text) {
    const plain = text.trim().replace(/[−–]/g, "-").replace(",", ".");
    return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? plain : null;
  }

  // What counts is every digit that was typed: the number is right if the step's number, rounded
  // to as many decimals, is the same.
  function agrees(plain, exact) {
    const [mantissa, exponent = "0"] = plain.toLowerCase().split("e");
    const decimals = (mantissa.split(".")[1] || "").length - Number(exponent);
    const unit = 10 ** -decimals;
    return Math.abs(Number(plain) - exact) <= unit * (0.5 + 1e-6) && (exact === 0 || Number(plain) !== 0);
  }

  const significant = (text) => text.toLowerCase().split("e")[0].replace(/[-+.]/g, "").replace(/^0+/, "").length;

  function sameDigits(typed, exact) {
    for (let digits = 8; digits > 0; digits--) {
      if (Number(typed).toPrecision(digits) === exact.toPrecision(digits)) return digits;
    }
    return 0;
  }

  function judge(text) {
    const frame = frames[at - 1];
    const exact = Number(frame.exact);
    const plain = parsed(text);
    const verdict = byId("verdict");
    if (plain === null) return write(verdict, words.no_number);
    const enough = significant(plain) >= NEEDED_DIGITS || Number(plain) === Number(frame.after.replace("−", "-"));
    if (agrees(plain, exact) && enough) return settle(failed.has(at - 1) ? "later" : "right");
    if (agrees(plain, exact)) return write(verdict, fill(words.more_digits, { digits: NEEDED_DIGITS }));
    failed.add(at - 1);
    const digits = sameDigits(plain, exact);
    if (agrees(plain, -exact)) write(verdict, words.wrong_sign);
    else write(verdict, digits ? fill(words.close_by, { digits }) : words.wrong);
  }
  const failed = new Set();

  function settle(how) {
    answers[at - 1] = how;
    keep();
    go(at);
    write(byId("verdict"), how === "shown" ? words.shown : words.right);
    byId("next").focus();
  }

  function hint() {
    const frame = frames[at - 1];
    const symbols = nodes[frame.node].formula || nodes[frame.node].name;
    const minus = `${nodes[frame.node].name} − α · ${nodes[loss].d}/${nodes[frame.node].d}`;
    const text = frame.phase === BACKWARD ? (frame.rule ? ruleText(frame) : `${words.upstream} × ${words.local}`) : frame.phase === UPDATE ? minus : symbols;
    write(byId("verdict"), text);
  }

  function ask() {
    byId("ask").hidden = !quiz;
    root.classList.toggle("asking", quiz);
    items.forEach((item, i) => item.lastChild.classList.toggle("secret", isOpen(i)));
    byId("quiz").setAttribute("aria-pressed", quiz);
    const open = isOpen(at - 1);
    byId("hint").hidden = byId("show").hidden = !open;
    write(byId("verdict"), "");
    const all = asked.filter(Boolean).length;
    const given = Object.values(answers);
    const right = given.filter((how) => how !== "shown").length;
    write(byId("score"), fill(words.score, { right, all, left: all - given.length }));
  }

  // Controls

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
  items.forEach((item, i) => item.addEventListener("click", () => go(i + 1)));
  addEventListener("hashchange", () => linked() !== null && linked() !== at && go(linked()));

  // Fill the width, but never so that the numbers are too small to read.
  const graph = byId("graph");
  const width = Number(graph.getAttribute("width"));
  graph.style.cssText = `width:100%;min-width:${0.8 * width}px;max-width:${1.3 * width}px`;

  go(linked() ?? 0);
})();

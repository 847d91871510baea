// The quiz: the number of a step stays hidden until it was found or asked for.

const NEEDED_DIGITS = 3;
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

// What one in the last typed digit is worth.
function unitOf(plain) {
  const [mantissa, exponent = "0"] = plain.toLowerCase().split("e");
  return 10 ** (Number(exponent) - (mantissa.split(".")[1] || "").length);
}

// What counts is every digit that was typed: the number is right if the step's number, rounded
// to as many decimals, is the same.
function agrees(plain, exact) {
  const unit = unitOf(plain);
  return Math.abs(Number(plain) - exact) <= unit * (0.5 + 1e-6) && (exact === 0 || Number(plain) !== 0);
}

function isCut(plain, exact) {
  const unit = unitOf(plain);
  return Number(plain) !== 0 && Math.trunc(exact / unit) === Math.round(Number(plain) / unit);
}

// Rounded roughly, an updated weight may look like the old one.
function isKept(plain, frame) {
  const old = Number(frame.before?.replace("−", "-"));
  return frame.phase === UPDATE && Number(plain) === old && frame.before !== frame.after;
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
  if (agrees(plain, exact) && isKept(plain, frame)) return write(verdict, words.kept);
  const enough = significant(plain) >= NEEDED_DIGITS || Number(plain) === Number(frame.after.replace("−", "-"));
  if (agrees(plain, exact) && enough) return settle(failed.has(at - 1) ? "later" : "right");
  if (agrees(plain, exact)) return write(verdict, fill(words.more_digits, { digits: NEEDED_DIGITS }));
  failed.add(at - 1);
  const digits = sameDigits(plain, exact);
  if (agrees(plain, -exact)) write(verdict, words.wrong_sign);
  else if (isCut(plain, exact)) write(verdict, words.cut_off);
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

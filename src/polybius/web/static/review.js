// Reviewing by keyboard: one key rules on a claim and goes to the next. Without this script the
// page's forms do the same.

const reader = document.getElementById("reader");
const cards = [...document.querySelectorAll(".card[data-claim]")];
const csrf = document.querySelector('meta[name="csrf"]').content;
const said = document.getElementById("said");
const reasons = [
  "the text does not say so",
  "another claim says the same",
  "the voice is wrong",
  "it is another happening",
  "it is no claim",
];
const editable = "rule" in reader.dataset;
let undoing = [];

const current = () => cards.find((card) => card.classList.contains("current"));
const typing = (node) => node.matches("input:not([type=hidden]), textarea, select");

function tell(words) {
  said.textContent = words;
}

function select(card, { scroll = true } = {}) {
  if (!card) return;
  for (const each of cards) each.classList.toggle("current", each === card);
  for (const span of document.querySelectorAll("#text .here")) span.classList.remove("here");
  const id = card.dataset.claim;
  const spans = [...document.querySelectorAll("#text [data-claims]")].filter((span) =>
    span.dataset.claims.split(" ").includes(id),
  );
  for (const span of spans) span.classList.add("here");
  card.focus({ preventScroll: true });
  if (scroll) {
    card.scrollIntoView({ block: "nearest" });
    spans[0]?.scrollIntoView({ block: "nearest" });
  }
}

function step(by) {
  const at = cards.indexOf(current());
  select(cards[Math.min(cards.length - 1, Math.max(0, at + by))]);
}

const waiting = (card) => card.dataset.status === "unreviewed";

function nextWaiting() {
  const at = cards.indexOf(current());
  const found = [...cards.slice(at + 1), ...cards.slice(0, at + 1)].find(waiting);
  if (found) select(found);
  else tell("All claims of this report are ruled on. ] goes to the next report.");
}

async function post(address, fields) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRF-Token": csrf, Accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  const type = answer.headers.get("content-type") ?? "";
  if (answer.ok && type.includes("json")) return answer.json();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  throw new Error(page.querySelector("main p")?.textContent ?? `refused (${answer.status})`);
}

function show(card, ruled) {
  card.dataset.status = ruled.status;
  const badge = card.querySelector(".state .badge");
  badge.className = `badge status-${ruled.status}`;
  badge.textContent = ruled.status;
  document.getElementById("left").textContent = cards.filter(waiting).length;
}

async function rule(card, fields) {
  if (!card || card.dataset.busy) return;
  card.dataset.busy = "1";
  const before = card.dataset.status;
  // The next claim is shown at once; if the ledger refuses, this one comes back.
  card.dataset.status = "sending";
  nextWaiting();
  try {
    const ruled = await post(card.querySelector("form.rule").action, fields);
    show(card, ruled);
    if (ruled.undo) undoing.push({ card, address: ruled.undo });
    tell(`Claim ${cards.indexOf(card) + 1} ${ruled.status}.`);
  } catch (error) {
    card.dataset.status = before;
    select(card);
    tell(`Not kept: ${error.message}`);
  } finally {
    delete card.dataset.busy;
  }
}

async function undo() {
  const last = undoing.pop();
  if (!last) return tell("Nothing was ruled here to undo.");
  try {
    show(last.card, await post(last.address, { reason: "taken back at once" }));
    select(last.card);
    tell("Undone.");
  } catch (error) {
    tell(`Not undone: ${error.message}`);
  }
}

function askReason(card) {
  const box = document.createElement("p");
  box.className = "ask";
  const input = document.createElement("input");
  input.setAttribute("aria-label", "Reason: 1 to 5, or in words");
  input.size = 44;
  input.placeholder = reasons.map((words, n) => `${n + 1} ${words}`)[0] + " …";
  const list = document.createElement("span");
  list.className = "soft";
  list.textContent = reasons.map((words, n) => `${n + 1} ${words}`).join(" · ");
  box.append(input, list);
  card.querySelector(".says").after(box);
  input.focus();
  const close = (words) => {
    box.remove();
    if (words === null) select(card);
    else rule(card, { ruling: "reject", reason: words });
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close(null);
    else if (event.key === "Enter") close(input.value.trim() || reasons[0]);
    else if (/^[1-5]$/.test(event.key) && input.value === "") {
      event.preventDefault();
      close(reasons[Number(event.key) - 1]);
    }
  });
}

function correct(card) {
  const details = card.querySelector("details.correct");
  details.open = true;
  details.querySelector("select, input").focus();
}

function save(card) {
  const form = card.querySelector("form.rule");
  const fields = { ruling: "correct" };
  for (const field of form.querySelectorAll("[data-was]")) {
    if (field.value !== field.dataset.was) fields[field.name] = field.value;
  }
  const reason = form.querySelector(".reason").value.trim();
  if (reason) fields.reason = reason;
  if (Object.keys(fields).every((name) => ["ruling", "reason"].includes(name))) {
    return tell("Nothing was changed.");
  }
  card.querySelector("details.correct").open = false;
  rule(card, fields);
}

// --- selecting text ---------------------------------------------------------------------------

function offset(node, within) {
  const span = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!span) return null;
  const range = document.createRange();
  range.selectNodeContents(span);
  range.setEnd(node, within);
  // Offsets of the ledger count characters, those of scripts UTF-16 units.
  return Number(span.dataset.start) + [...range.toString()].length;
}

function selected() {
  const found = document.getSelection();
  if (!found.rangeCount || found.isCollapsed) return null;
  const range = found.getRangeAt(0);
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  const words = found.toString();
  return start !== null && end !== null && end > start ? { start, end, words } : null;
}

let field = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".fields input")) field = event.target;
});
document.getElementById("text").addEventListener("mouseup", fill);
document.getElementById("text").addEventListener("keyup", fill);

function fill() {
  const found = selected();
  if (!found || !field || !field.closest("details").open) return;
  if (field.dataset.kind === "passage") {
    field.value = `${found.start}-${found.end}`;
    if (field.name === "body.words") fillNumber(field.form, found.words);
  } else if (field.dataset.kind === "number") {
    field.value = found.words.replace(/[^\d]/g, "");
  } else {
    field.value = found.words.trim();
  }
  tell(`${field.labels[0].firstChild.textContent.trim()}: “${found.words.trim()}”`);
  field.focus();
}

function fillNumber(form, words) {
  const digits = words.replace(/,/g, "").match(/\d+/);
  if (!digits) return;
  for (const name of ["body.low", "body.best", "body.high"]) {
    const number = form.elements.namedItem(name);
    if (number) number.value = digits[0];
  }
}

// --- windows -----------------------------------------------------------------------------------

const add = document.getElementById("add");
const keys = document.getElementById("keys");

function openAdd() {
  const found = selected();
  if (found) {
    add.querySelector('[name="passage"]').value = `${found.start}-${found.end}`;
    add.querySelector("#add-words").textContent = found.words;
    const digits = found.words.replace(/,/g, "").match(/\d+/);
    for (const name of ["low", "high"]) {
      add.querySelector(`[name="${name}"]`).value = digits ? digits[0] : "";
    }
  } else tell("Select the claim's words in the text first, or give their offsets.");
  add.showModal();
}

function showKind() {
  const kind = add.querySelector('[name="kind"]').value;
  for (const label of add.querySelectorAll("[data-for]")) label.hidden = label.dataset.for !== kind;
}
if (editable) {
  add.querySelector('[name="kind"]').addEventListener("change", showKind);
  showKind();
}
for (const button of document.querySelectorAll("dialog .close")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

// --- keys and clicks ---------------------------------------------------------------------------

const ruling = {
  a: (card) => rule(card, { ruling: "accept" }),
  r: askReason,
  c: correct,
  n: nextWaiting,
  u: undo,
  "+": openAdd,
};

const looking = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  w: (card) => {
    const why = card.querySelector(".why");
    why.open = !why.open;
  },
  "]": () => (reader.dataset.next ? location.assign(reader.dataset.next) : tell("No other report waits.")),
  "?": () => keys.showModal(),
};
const actions = editable ? { ...looking, ...ruling } : looking;

document.addEventListener("keydown", (event) => {
  const card = current();
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.ctrlKey && card && editable) {
    event.preventDefault();
    return save(card);
  }
  if (event.key === "Escape" && typing(event.target)) return select(card);
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = actions[event.key];
  if (!action || (!card && !["?", "+", "]", "j", "n"].includes(event.key))) return;
  event.preventDefault();
  action(card);
});

for (const form of document.querySelectorAll("form.rule")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const card = form.closest(".card");
    const ruling = event.submitter?.value ?? "correct";
    select(card, { scroll: false });
    if (ruling === "correct") save(card);
    else if (ruling === "reject") askReason(card);
    else rule(card, { ruling });
  });
}
for (const button of document.querySelectorAll("[data-undo]")) {
  button.addEventListener("click", async () => {
    try {
      show(button.closest(".card"), await post(button.dataset.undo, {}));
      button.closest(".ruled").remove();
    } catch (error) {
      tell(`Not undone: ${error.message}`);
    }
  });
}
for (const card of cards) {
  card.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, summary, input, select, label")) select(card, { scroll: false });
  });
}
document.getElementById("text").addEventListener("click", (event) => {
  const span = event.target.closest("[data-claims]");
  if (!span || selected()) return;
  const ids = span.dataset.claims.split(" ");
  const at = ids.indexOf(current()?.dataset.claim);
  select(cards.find((card) => card.dataset.claim === ids[(at + 1) % ids.length]));
});

const named = location.hash.startsWith("#c-") ? document.getElementById(location.hash.slice(1)) : null;
select(named ?? cards.find(waiting) ?? cards[0], { scroll: Boolean(named) });

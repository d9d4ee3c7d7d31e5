// Klartext while one writes: asks for the marks of the paragraph in the open form, underlines them in its field and
// shows the hints in [data-klartext]. F8 goes to the next passage, Alt+Enter puts the proposed words in, Alt+K switches
// everything off and on (kept on this device). Without this script the hints stand beside a form when it is opened.

const STORE = "werkstatt-klartext";
const PAUSE = 350;
const left = new Set(); // hints that somebody wants to hear no more of, until the page is left
let form = null, field = null, place = null, back = null;
let marks = [], current = -1, timer = 0, running = null;

function attempt(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}

const isOff = () => document.documentElement.hasAttribute("data-klartext-off");

function turn(off, keep) {
  document.documentElement.toggleAttribute("data-klartext-off", off);
  if (keep) attempt((store) => store.setItem(STORE, off ? "off" : "on"));
  for (const button of document.querySelectorAll("[data-klartext-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(!off));
  }
  if (!off) later(0);
}

// The form that is open now, if its words are sentences.
function begin() {
  turn(isOff(), false);
  form = document.querySelector("[data-editor] form.wform");
  field = form?.elements.source ?? form?.elements.summary ?? null;
  place = field ? (form.closest(".wb, .easyopen")?.querySelector("[data-klartext]") ?? null) : null;
  marks = [];
  current = -1;
  if (!field || !place) return;
  const frame = document.createElement("div");
  frame.className = "klfield";
  back = document.createElement("div");
  back.setAttribute("aria-hidden", "true");
  field.replaceWith(frame);
  frame.append(back, field);
  field.addEventListener("input", () => later(PAUSE));
  field.addEventListener("scroll", follow, { passive: true });
  new ResizeObserver(follow).observe(field);
  form.elements.kind?.addEventListener?.("change", () => later(0));
  later(0);
}

const readable = () => ["paragraph", "item", "ordered", "quote", undefined].includes(form?.elements.kind?.value);

function later(pause) {
  clearTimeout(timer);
  running?.abort();
  if (!field?.isConnected || !place || isOff()) return;
  draw([]); // what is typed now is not where the marks were
  timer = setTimeout(ask, pause);
}

async function ask() {
  const asked = field;
  const url = document.querySelector("[data-klartext-url]")?.dataset.klartextUrl;
  if (!url || !readable()) return place.replaceChildren();
  running = new AbortController();
  try {
    const body = new URLSearchParams({ text: asked.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    const answer = await fetch(url, { method: "POST", body, signal: running.signal, headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== field) return;
    const found = await answer.json();
    place.innerHTML = found.html;
    draw(found.marks);
  } catch {
    // Klartext is a help: without a connection one writes without it
  }
}

const key = (mark) => `${mark.rule}|${field.value.slice(mark.start, mark.end)}`;

function draw(found) {
  marks = found.filter((mark) => !left.has(key(mark)));
  for (const tip of place.querySelectorAll("[data-hint]")) {
    const mark = found.find((one) => String(one.number) === tip.dataset.hint);
    if (mark && left.has(key(mark))) tip.remove();
    else if (mark) tip.querySelector(".acts").hidden = false;
  }
  const keys = place.querySelector(".klkeys");
  if (keys) keys.hidden = !marks.length;
  if (current >= marks.length) current = -1;
  underline();
}

function underline() {
  const text = field.value;
  const edges = [...new Set([0, text.length, ...marks.flatMap((mark) => [mark.start, mark.end])])].sort((a, b) => a - b);
  const depth = { long: 0, built: 1, passive: 2, word: 3 };
  const pieces = edges.slice(1).map((end, index) => {
    const start = edges[index];
    let piece = document.createTextNode(text.slice(start, end));
    const here = marks.filter((mark) => mark.start <= start && end <= mark.end);
    for (const mark of here.sort((a, b) => depth[b.style] - depth[a.style])) {
      const span = document.createElement("span");
      span.className = `kt kt--${mark.style}${mark === marks[current] ? " on" : ""}`;
      span.append(piece);
      piece = span;
    }
    return piece;
  });
  back.replaceChildren(...pieces, "\n\n\n\n"); // room below: it can be scrolled at least as far as the field
  follow();
}

// The copy lies exactly behind the field.
function follow() {
  if (!back?.isConnected) return;
  const style = getComputedStyle(field);
  for (const name of ["fontFamily", "fontSize", "fontSizeAdjust", "fontWeight", "lineHeight", "letterSpacing", "padding", "borderWidth"]) back.style[name] = style[name];
  back.style.right = `${field.offsetWidth - field.clientWidth - parseFloat(style.borderLeftWidth) - parseFloat(style.borderRightWidth)}px`;
  back.scrollTop = field.scrollTop;
}

function show(index) {
  current = index;
  const mark = marks[index];
  field.focus();
  field.setSelectionRange(mark.start, mark.end);
  underline();
  const at = back.querySelector(".kt.on")?.offsetTop ?? 0;
  if (at < field.scrollTop || at > field.scrollTop + field.clientHeight - 48) field.scrollTop = Math.max(0, at - 48);
  place.querySelector(`[data-hint="${mark.number}"]`)?.scrollIntoView({ block: "nearest" });
}

function apply(mark, words) {
  field.focus();
  field.setSelectionRange(mark.start, mark.end);
  // The old way of typing for somebody, because only it can be taken back with the browser's undo.
  if (!document.execCommand?.("insertText", false, words)) {
    field.setRangeText(words, mark.start, mark.end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-klartext-switch]")) return turn(!isOff(), true);
  const tip = event.target.closest?.("[data-hint]");
  const index = marks.findIndex((mark) => String(mark.number) === tip?.dataset.hint);
  if (index < 0) return;
  if (event.target.closest("[data-show]")) show(index);
  const proposed = event.target.closest("[data-apply]");
  if (proposed) apply(marks[index], proposed.dataset.apply);
  if (event.target.closest("[data-leave]")) {
    left.add(key(marks[index]));
    draw(marks);
    field.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && event.code === "KeyK") {
    event.preventDefault();
    turn(!isOff(), true);
  } else if (event.key === "F8" && marks.length && field?.isConnected) {
    event.preventDefault();
    show((current + (event.shiftKey ? marks.length - 1 : 1)) % marks.length);
  } else if (event.altKey && event.key === "Enter" && marks[current]?.replacement && event.target === field) {
    event.preventDefault();
    apply(marks[current], marks[current].replacement);
  }
});

document.addEventListener("werkstatt:swapped", begin);
turn(attempt((store) => store.getItem(STORE)) === "off", false);
begin();

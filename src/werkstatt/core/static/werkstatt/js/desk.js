// Desk: text modules go in at the cursor, and people on the same contribution see each other.
// A button [data-module] holds words with {placeholders}; [data-values] around it (JSON) says what they stand for. What
// has no value stays, to be seen. [data-verdict] is chosen along if no verdict is.
// <p data-presence="address"> is told every 20 seconds who else is there; the words come from the server.

const HEARTBEAT = 20_000;

function filled(text, values) {
  return text.replace(/\{\s*([A-Za-zÄÖÜäöüß_]{2,30})\s*\}/g, (all, name) => values[name.toLowerCase()] || all);
}

function insert(button) {
  const home = button.closest(".verdictform");
  const area = home.querySelector("textarea");
  const holder = button.closest("[data-values]");
  const words = holder ? filled(button.dataset.module, JSON.parse(holder.dataset.values)) : button.dataset.module;
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(0, start);
  const gap = before && !/\s$/.test(before) ? " " : "";
  area.focus();
  area.setRangeText(gap + words, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  const chosen = home.querySelector(".seg input:checked");
  const proposed = button.dataset.verdict && home.querySelector(`.seg input[value="${CSS.escape(button.dataset.verdict)}"]`);
  if (!chosen && proposed) {
    proposed.checked = true;
    proposed.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

for (const button of document.querySelectorAll("[data-module]")) {
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    insert(button);
  });
}

const presence = document.querySelector("[data-presence]");

async function beat() {
  if (document.hidden) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(presence.dataset.presence, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) return;
    const { who } = await answer.json();
    if (presence.textContent !== who) presence.textContent = who; // a screen reader says it only when it changes
  } catch {
    // no connection: nobody is told anything new
  }
}

if (presence) setInterval(beat, HEARTBEAT);

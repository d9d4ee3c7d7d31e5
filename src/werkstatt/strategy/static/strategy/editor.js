// The editor without reloading: links marked data-open and forms below [data-editor] are followed by fetch, and only
// the text and the bar above it are replaced. Without this script the same links and forms lead to the same pages.
// One block is open at a time; opening another one saves it first. Strg+Enter saves, Escape closes.

const PARTS = ["#text", ".wbar"];
let busy = false;

const host = () => document.querySelector("[data-editor]");
const openForm = () => host()?.querySelector("form.wform");

function values(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "abschnitt"));
}

function prepare(root) {
  const form = root?.querySelector("form.wform");
  if (!form) return;
  form.dataset.fresh = values(form);
  const split = form.querySelector("[data-split]");
  const source = form.elements.source;
  if (split && source && form.action.includes("/absatz/")) split.hidden = false;
  split?.addEventListener("click", () => {
    const at = source.selectionStart;
    source.setRangeText("\n\n", at, at, "end");
    form.requestSubmit(form.querySelector('[value="speichern"]'));
  });
  const kind = form.elements.kind;
  if (kind?.tagName === "SELECT") {
    const show = () => {
      for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind.value);
    };
    kind.addEventListener("change", show);
    show();
  }
  if (source) {
    const grow = () => {
      source.rows = Math.min(24, Math.max(3, source.value.split("\n").length + Math.ceil(source.value.length / 80)));
    };
    source.addEventListener("input", grow);
    grow();
  }
}

async function swap(response) {
  const html = await response.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.querySelector("[data-editor]")) return false;
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    const old = document.querySelector(part);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
  const contents = page.querySelector(".toc");
  if (contents) document.querySelector(".toc")?.replaceWith(document.adoptNode(contents));
  if (page.title) document.title = page.title;
  prepare(host());
  document.dispatchEvent(new Event("werkstatt:swapped"));
  return true;
}

function land(hash, wantsForm) {
  const form = openForm();
  if (wantsForm && form) {
    const field = form.querySelector("[aria-invalid=true], textarea, input:not([type=hidden])");
    field?.focus();
    if (field?.setSelectionRange && field.tagName === "TEXTAREA") field.setSelectionRange(field.value.length, field.value.length);
    form.scrollIntoView({ block: "nearest" });
    return;
  }
  const place = hash ? document.getElementById(hash.slice(1)) : null;
  const target = host()?.querySelector(".undo button, .note--stop") ?? place?.querySelector("a.wedit") ?? place;
  if (target && !target.matches("a, button, input")) target.tabIndex = -1;
  target?.focus({ preventScroll: true });
  (place ?? target)?.scrollIntoView({ block: "nearest" });
}

const ids = () => [...(host()?.querySelectorAll(".wb[id]") ?? [])].map((place) => place.id);

async function go(url, options, wantsForm) {
  if (busy) return false;
  busy = true;
  const before = new Set(ids());
  host()?.classList.add("waiting");
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options });
    if (!(await swap(response))) return false;
    const hash = new URL(url, location.href).hash || placeOf(url, before);
    const address = new URL(response.url);
    // An opened form is a state of the moment: the address stays that of the chapter.
    if (response.ok) history.replaceState(null, "", address.pathname + hash);
    land(hash, wantsForm || !response.ok);
    return response.ok;
  } catch {
    return false;
  } finally {
    busy = false;
    host()?.classList.remove("waiting");
  }
}

// Where one was writing: the block that the address names, or the one that is new on the page.
function placeOf(url, before) {
  const named = url.match(/\/(absatz|abschnitt)\/([^/]+)\/$/);
  if (named && document.getElementById(`${named[1]}-${named[2]}`)) return `#${named[1]}-${named[2]}`;
  const fresh = ids().filter((id) => !before.has(id)).pop();
  return fresh ? `#${fresh}` : "";
}

async function send(form, button) {
  const data = new FormData(form, button ?? undefined);
  const done = await go(form.action, { method: "POST", body: data }, false);
  // Whatever this script cannot show (no connection, no session, an error page), the browser shows in its own way.
  if (!done && form.isConnected && !document.contains(openForm()?.querySelector("[aria-invalid=true]"))) {
    if (button?.name) {
      const carried = document.createElement("input");
      Object.assign(carried, { type: "hidden", name: button.name, value: button.value });
      form.append(carried);
    }
    form.submit();
  }
  return done;
}

async function saveOpen() {
  const form = openForm();
  if (!form || form.dataset.fresh === values(form)) return true;
  return send(form, form.querySelector('[value="speichern"]'));
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-open], a[data-cancel]");
  if (!link || !host()?.contains(link) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const url = link.href;
  if (link.matches("[data-open]") && !(await saveOpen())) return;
  if (!(await go(url, {}, link.matches("[data-open]")))) location.assign(url);
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!host()?.contains(form) || form.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, event.submitter);
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.wform");
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details.blockmenu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (form && form.dataset.fresh === values(form)) form.querySelector("[data-cancel]")?.click();
  }
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector('[value="speichern"]'));
  }
});

// One menu at a time, and none left open behind the back.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.blockmenu[open]")) return;
  for (const other of document.querySelectorAll("details.blockmenu[open]")) if (other !== event.target) other.open = false;
}, true);

// A click into the text opens it, unless words are being picked.
document.addEventListener("dblclick", (event) => {
  const text = event.target.closest?.(".wtext");
  if (text && !event.target.closest("a, button, summary, details")) text.querySelector("a.wedit")?.click();
});

addEventListener("beforeunload", (event) => {
  const form = openForm();
  if (form?.dataset.fresh && form.dataset.fresh !== values(form) && !busy && !form.dataset.sent) event.preventDefault();
});

prepare(host());

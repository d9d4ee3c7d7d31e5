// Keys of the desk. J and K go through [data-list] (data-list="open" opens the next entry, otherwise it gets the focus);
// [data-key="z"] is pressed by its key: a fold opens and its first field gets the focus, so does the first field of a
// fieldset; everything else is clicked ([data-only-focus] is not). Ctrl+Enter sends the form one is in, else presses
// [data-key="ctrl+enter"]. A digit picks a verdict where the focus is among them, else, while typing with Alt,
// presses [data-digit] of the point one is in. ? opens <dialog id="keys">.
// Single keys can be switched off in that dialog ([data-keys-switch]), as people who speak to their computer need.

const STORE = "werkstatt-keys";
const dialog = document.getElementById("keys");
const toggle = dialog?.querySelector("[data-keys-switch]");
const FIELDS = "input:not([type=hidden]), select, textarea, button";

function isOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

if (toggle) {
  toggle.checked = isOn();
  toggle.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, toggle.checked ? "on" : "off");
    } catch {
      // without a store the choice holds for this page
    }
  });
}

const typing = (target) =>
  target.isContentEditable ||
  target.tagName === "TEXTAREA" ||
  target.tagName === "SELECT" ||
  (target.tagName === "INPUT" && !["checkbox", "radio", "button", "submit", "file"].includes(target.type));

// What is in a closed fold has its place on the page and is not seen: boxes alone do not tell.
const visible = (element) => (element.checkVisibility ? element.checkVisibility() : element.getClientRects().length > 0);
const firstVisible = (root, selector) => [...root.querySelectorAll(selector)].find(visible);

function step(direction) {
  const list = document.querySelector("[data-list]");
  if (!list) return false;
  const links = [...list.querySelectorAll("a[href]")].filter(visible);
  const here = links.findIndex((link) => link === document.activeElement);
  const current = here >= 0 ? here : links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[current < 0 ? 0 : current + direction];
  if (!next) return true;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  if (list.dataset.list === "open") next.click();
  return true;
}

// A fold that is pressed once more keeps what was typed: it only gets the focus back.
function enter(target) {
  const fold = target.tagName === "SUMMARY" ? target.parentElement : null;
  if (fold) fold.open = true;
  const field = firstVisible(fold ?? target, FIELDS);
  if (!field) return target.focus();
  const checked = field.type === "radio" && (fold ?? target).querySelector("input[type=radio]:checked");
  (checked || field).focus();
  field.scrollIntoView({ block: "nearest" });
}

function press(name) {
  const target = firstVisible(document, `[data-key="${CSS.escape(name)}"]`);
  if (!target || target.disabled) return false;
  if (["SUMMARY", "FIELDSET"].includes(target.tagName)) enter(target);
  else {
    target.focus();
    if (!typing(target) && target.dataset.onlyFocus === undefined) target.click();
  }
  return true;
}

function send(focused) {
  const form = focused.form ?? focused.closest("form");
  if (form?.method !== "post") return press("ctrl+enter");
  const inside = focused.closest(".point") ?? form;
  const button = firstVisible(inside, '[data-key="ctrl+enter"]') ?? [...form.elements].find((one) => one.type === "submit" && visible(one));
  if (!button || !form.contains(button) && button.form !== form) return press("ctrl+enter");
  button.click();
  return true;
}

function digit(number, focused, withAlt) {
  const verdicts = focused.type === "radio" && focused.closest(".seg");
  if (verdicts && !withAlt) {
    const choice = verdicts.querySelectorAll("input")[number - 1];
    choice?.focus();
    choice?.click();
    return Boolean(choice);
  }
  const button = firstVisible(focused.closest(".point, form") ?? document, `[data-digit="${number}"]`) ?? firstVisible(document, `[data-digit="${number}"]`);
  button?.click();
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const focused = event.target;
  const whileTyping = typing(focused);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && (whileTyping || !(toggle ? toggle.checked : isOn()))) return;
  const key = event.key.toLowerCase();
  // By its place on the keyboard: Alt makes other signs of the digits on some of them.
  const number = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  let done = false;
  if ((event.ctrlKey || event.metaKey) && key === "enter") done = send(focused);
  else if (number && !event.ctrlKey && !event.metaKey && !event.shiftKey) done = digit(Number(number), focused, event.altKey);
  else if (plain && key === "?") done = Boolean(dialog) && (dialog.showModal(), true);
  else if (plain && (key === "j" || key === "k")) done = step(key === "j" ? 1 : -1);
  else if (plain) done = press(key);
  if (done) event.preventDefault();
});

for (const button of document.querySelectorAll('[data-key="?"]')) button.addEventListener("click", () => dialog?.showModal());

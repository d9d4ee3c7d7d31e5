// Keys of the desk. J and K go through [data-list] (data-list="open" opens the next entry, otherwise it gets the focus);
// [data-key="z"] is pressed by its key, [data-key="ctrl+enter"] also while typing; ? opens <dialog id="keys">.
// Single keys can be switched off in that dialog ([data-keys-switch]), as people who speak to their computer need.

const STORE = "werkstatt-keys";
const dialog = document.getElementById("keys");
const toggle = dialog?.querySelector("[data-keys-switch]");

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

const visible = (element) => element.getClientRects().length > 0;

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

function press(name, whileTyping) {
  if (whileTyping && !name.includes("+")) return false;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === name && visible(one));
  if (!target || target.disabled) return false;
  target.focus();
  if (!typing(target)) target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const whileTyping = typing(event.target);
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && !whileTyping && event.key === "?") {
    dialog?.showModal();
    event.preventDefault();
    return;
  }
  const key = event.key.toLowerCase();
  const name = plain ? key : [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : "", key].filter(Boolean).join("+");
  if (plain && (whileTyping || !(toggle ? toggle.checked : isOn()))) return;
  const stepped = plain && (key === "j" || key === "k") && step(key === "j" ? 1 : -1);
  const done = stepped || press(name, whileTyping);
  if (done) event.preventDefault();
});

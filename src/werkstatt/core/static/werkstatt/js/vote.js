// Voting. Everything works without this file; it adds keys, and keeps a hurried finger from voting on what nobody has read.
// <vote-buttons data-offline="…"> around the buttons [data-keys="1 j"], with a [role=alert] for what it has to say;
// <vote-keys hidden> explains the keys and holds the box that switches them off, as people who speak to their computer
// need. The choice stays on this device.

const STORE = "werkstatt-vote-keys";
const SENT = "werkstatt-vote-sent";
const BREATH = 400; // ms: nobody reads a sentence in less

function attempt(action) {
  try {
    return action();
  } catch {
    return null; // no store: it holds for this page
  }
}

const typing = (target) => target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);

class VoteButtons extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.form?.addEventListener("submit", (event) => this.sending(event), true);
    document.addEventListener("keydown", (event) => this.key(event));
    if (location.hash === "#these") document.getElementById("these")?.focus({ preventScroll: true });
  }

  // The second half of a double click would land on the next statement, which has just appeared below the finger.
  sending(event) {
    const last = Number(attempt(() => sessionStorage.getItem(SENT)) ?? 0);
    if (Date.now() - last < BREATH) return stop(event);
    if (!navigator.onLine) {
      this.say(this.dataset.offline);
      return stop(event);
    }
    this.say("");
    addEventListener("pagehide", () => attempt(() => sessionStorage.setItem(SENT, String(Date.now()))), { once: true });
  }

  key(event) {
    if (event.defaultPrevented || event.isComposing || event.repeat || typing(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("vote-keys input")?.checked === false) return;
    const name = /^Numpad([1-3])$/.exec(event.code)?.[1] ?? event.key.toLowerCase();
    const button = [...this.querySelectorAll("[data-keys]")].find((one) => one.dataset.keys.split(" ").includes(name));
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.click();
  }

  say(words) {
    const place = this.querySelector("[role=alert]");
    if (place) place.textContent = words;
  }
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

class VoteKeys extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input");
    this.hidden = false;
    box.checked = attempt(() => localStorage.getItem(STORE)) !== "off";
    box.addEventListener("change", () => attempt(() => localStorage.setItem(STORE, box.checked ? "on" : "off")));
  }
}

if (!document.querySelector("vote-buttons") && location.hash === "#these") document.getElementById("these")?.focus();
customElements.define("vote-keys", VoteKeys);
customElements.define("vote-buttons", VoteButtons);

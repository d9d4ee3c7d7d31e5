// <keep-draft key="…"> around a form: what is typed is kept on this device until the server says that it arrived.
// A form with data-ping="/address" is sent only when that address answers: a browser's own page for a lost connection
// would take the place of the words.
// Never kept: e-mail addresses, passwords, ticks, files, hidden fields, anything marked data-keep="no".
// Words come from the server: a <template data-offer> with [data-restore], [data-discard] and <time data-at>, and a
// <template data-offline>. A receipt says <meta name="arrived" content="KEY">.

const PREFIX = "werkstatt-draft:";
const WEEK = 7 * 24 * 60 * 60 * 1000;
const NEVER = new Set(["email", "password", "hidden", "file", "checkbox", "submit", "button", "reset", "image"]);

// A full or forbidden store must never break a form.
function attempt(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}

function names() {
  return attempt((store) => Object.keys(store).filter((name) => name.startsWith(PREFIX))) ?? [];
}

function read(name) {
  return attempt((store) => JSON.parse(store.getItem(name)));
}

function tidy() {
  for (const name of names()) {
    const draft = read(name);
    if (!draft?.at || Date.now() - draft.at > WEEK) attempt((store) => store.removeItem(name));
  }
  for (const meta of document.querySelectorAll('meta[name="arrived"]'))
    for (const name of names())
      if (name.startsWith(`${PREFIX}${meta.content}:`)) attempt((store) => store.removeItem(name));
}

class KeepDraft extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.name = `${PREFIX}${this.getAttribute("key")}:${location.pathname}${location.search}`;
    this.fresh = JSON.stringify(this.values());
    this.offer();
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    this.form.addEventListener("submit", (event) => this.sending(event));
    addEventListener("pagehide", () => this.keep());
    addEventListener("offline", () => this.warn());
    addEventListener("online", () => this.notice?.remove());
  }

  fields() {
    return [...this.form.elements].filter(
      (field) => field.name && !NEVER.has(field.type) && field.dataset.keep !== "no" && !/token|captcha/i.test(field.name),
    );
  }

  values() {
    return this.fields().map((field) => [field.name, field.type === "radio" ? field.value : "", field.type === "radio" ? field.checked : field.value]);
  }

  later() {
    this.touched = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 400);
  }

  keep() {
    clearTimeout(this.timer);
    if (!this.touched) return;
    const values = this.values();
    if (JSON.stringify(values) === this.fresh) attempt((store) => store.removeItem(this.name));
    else attempt((store) => store.setItem(this.name, JSON.stringify({ at: Date.now(), values })));
  }

  offer() {
    const draft = read(this.name);
    const template = this.querySelector("template[data-offer]");
    if (!draft || !template || JSON.stringify(draft.values) === this.fresh) return;
    const note = template.content.firstElementChild.cloneNode(true);
    const time = note.querySelector("[data-at]");
    if (time) {
      const moment = new Date(draft.at);
      const today = moment.toDateString() === new Date().toDateString();
      time.dateTime = moment.toISOString();
      time.textContent = moment.toLocaleString(document.documentElement.lang || "de", {
        ...(today ? {} : { day: "numeric", month: "long" }),
        hour: "2-digit",
        minute: "2-digit",
      });
    }
    note.querySelector("[data-restore]")?.addEventListener("click", () => {
      this.restore(draft.values);
      note.remove();
    });
    note.querySelector("[data-discard]")?.addEventListener("click", () => {
      attempt((store) => store.removeItem(this.name));
      note.remove();
      this.fields()[0]?.focus();
    });
    this.prepend(note);
  }

  restore(values) {
    const fields = this.fields();
    for (const [name, option, value] of values) {
      const field = fields.find((one) => one.name === name && (one.type !== "radio" || one.value === option));
      if (!field) continue;
      if (field.type === "radio") field.checked = value;
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    fields.find((field) => field.type === "textarea")?.focus();
  }

  sending(event) {
    this.touched = true;
    this.keep();
    if (this.reached || event.submitter?.hasAttribute("data-look")) {
      this.reached = false;
      return;
    }
    const ping = this.form.dataset.ping;
    if (navigator.onLine && !ping) return;
    event.preventDefault();
    if (!navigator.onLine) this.warn(true);
    else if (!this.asking) this.ask(ping, event.submitter);
  }

  async ask(address, submitter) {
    this.asking = true;
    try {
      await fetch(address, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) });
      this.reached = true; // whatever it answered, somebody is there
    } catch {
      this.warn(true);
    }
    this.asking = false;
    if (!this.reached) return;
    this.notice?.remove();
    if (submitter?.isConnected) this.form.requestSubmit(submitter);
    else this.form.requestSubmit();
  }

  warn(tried = false) {
    const template = this.querySelector("template[data-offline]");
    if (!template) return;
    this.keep();
    if (!this.notice?.isConnected || tried) {
      this.notice?.remove(); // anew, so that it is said again
      this.notice = template.content.firstElementChild.cloneNode(true);
      const last = this.form.querySelector("[type=submit]:not(.sr):not([data-look])");
      this.notice.querySelector("[data-retry]")?.addEventListener("click", () => this.form.requestSubmit(last));
      this.form.append(this.notice);
    }
    if (tried) this.notice.querySelector("[data-retry]")?.focus();
  }
}

tidy();
customElements.define("keep-draft", KeepDraft);

// <support-mark> around a sentence [data-count] and a link to the page with the button: supports in place. The page is
// the same for everybody and comes from a cache, so that this device remembers by itself what its owner supports.
// Words: data-one, data-many ("{count} …"), data-do, data-undo, data-thanks, data-failed. State is said in [role=status].

const remembered = (address) => `werkstatt-support:${address}`;

function attempt(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}

class SupportMark extends HTMLElement {
  connectedCallback() {
    this.link = this.querySelector("a");
    if (!this.link) return;
    this.address = new URL(this.link.href).pathname;
    this.link.setAttribute("role", "button");
    this.link.addEventListener("click", (event) => this.click(event));
    this.link.addEventListener("keydown", (event) => event.key === " " && this.click(event));
    if (attempt((store) => store.getItem(remembered(this.address)))) this.draw(true);
  }

  async click(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      const before = await this.ask();
      const after = await this.ask(new URLSearchParams({ tun: before.mine ? "zurueck" : "unterstuetzen", csrfmiddlewaretoken: before.form }));
      attempt((store) => (after.mine ? store.setItem(remembered(this.address), "1") : store.removeItem(remembered(this.address))));
      this.draw(after.mine, after.count);
      this.say(after.message || (after.mine ? this.dataset.thanks : ""));
    } catch {
      this.say(this.dataset.failed);
    }
    this.busy = false;
  }

  async ask(body) {
    const answer = await fetch(this.address, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" }, cache: "no-store" });
    return answer.json();
  }

  draw(mine, count = null) {
    this.link.lastChild.textContent = mine ? this.dataset.undo : this.dataset.do;
    this.link.setAttribute("aria-pressed", String(mine));
    const words = this.querySelector("[data-count]");
    if (count === null || !words) return;
    words.textContent = count === 0 ? "" : count === 1 ? this.dataset.one : this.dataset.many.replace("{count}", String(count));
  }

  say(words) {
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = words ?? "";
  }
}

customElements.define("support-mark", SupportMark);

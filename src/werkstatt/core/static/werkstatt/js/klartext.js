// <try-klartext> around a form that asks what Klartext says of a text: asks by itself while one types, and replaces the
// parts of the answer in place. A long text (more than data-live-up-to characters) waits for the button. Without this
// script the same form leads to the same page. Nothing is kept anywhere.

const PAUSE = 450;

class TryKlartext extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.text = this.form?.elements.text;
    if (!this.text) return;
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("submit", (event) => this.send(event), true);
  }

  later() {
    clearTimeout(this.timer);
    this.running?.abort();
    if (!this.text.value.trim() || this.text.value.length > Number(this.dataset.liveUpTo)) return;
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  // The example has to come with its text: that is a page of its own.
  send(event) {
    if (event.submitter?.value === "beispiel") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(this.timer);
    this.ask(true);
  }

  async ask(wanted = false) {
    this.running?.abort();
    const running = (this.running = new AbortController());
    if (wanted) this.classList.add("waiting");
    try {
      const answer = await fetch(this.form.action.split("#")[0], {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Part": "result" },
        signal: running.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-problem]")) return this.form.submit(); // an answer of its own kind: a lost session
      for (const part of ["[data-problem]", "#stand", "#saetze"]) {
        const fresh = page.querySelector(part);
        if (fresh) this.querySelector(part).replaceWith(document.adoptNode(fresh));
      }
      if (wanted) this.land(answer.ok);
    } catch (error) {
      if (error.name !== "AbortError" && wanted) this.say(this.dataset.failed);
    } finally {
      if (running === this.running) this.classList.remove("waiting");
    }
  }

  land(ok) {
    const target = ok ? this.querySelector("#stand") : this.querySelector("[data-problem] [role=alert]");
    if (!target) return;
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  say(words) {
    const note = document.createElement("p");
    note.className = "note note--stop";
    note.setAttribute("role", "alert");
    note.textContent = words;
    this.querySelector("[data-problem]").replaceChildren(note);
  }
}

customElements.define("try-klartext", TryKlartext);

// <said-before src="…" fields="id id"> inside a form: while somebody writes, shows what others have already said.
// The words travel in the body of a request and come back as a piece of a page, put into [data-place]; [data-look-around]
// is for people without this script. data-one and data-many ("… {count} …") are for ears, said once in [role=status].
// Nothing here may disturb writing: errors stay quiet, and the page does not move under somebody who is about to send.

const PAUSE = 600;
const SHORTEST = 25;

class SaidBefore extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.place = this.querySelector("[data-place]");
    this.fields = (this.getAttribute("fields") ?? "").split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    if (!this.form || !this.place || !this.fields.length) return;
    this.querySelector("[data-look-around]")?.remove();
    this.old = document.getElementById("alter-wortlaut")?.value ?? null;
    for (const field of this.fields) field.addEventListener("input", () => this.later());
    this.later(); // words may be there already: kept ones, or those of a form that comes back
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  words() {
    const words = {};
    for (const field of this.fields)
      words[field.name] = field.name === "replacement" && field.value.trim() === this.old?.trim() ? "" : field.value.trim();
    return words;
  }

  async ask() {
    this.running?.abort();
    const words = this.words();
    const key = JSON.stringify(words);
    if (key === this.asked) return;
    if (Object.values(words).join(" ").trim().length < SHORTEST) {
      this.asked = key;
      this.show("");
      return;
    }
    this.running = new AbortController();
    try {
      const csrfmiddlewaretoken = this.form.elements.csrfmiddlewaretoken.value;
      const body = new URLSearchParams({ ...words, csrfmiddlewaretoken });
      const answer = await fetch(this.getAttribute("src"), { method: "POST", body, signal: this.running.signal });
      if (!answer.ok) return;
      this.asked = key;
      this.show(answer.status === 204 ? "" : await answer.text());
    } catch {
      // interrupted by the next words, or no connection: what stands there stays
    }
  }

  show(html) {
    const fresh = document.createRange().createContextualFragment(html).firstElementChild;
    const now = this.place.firstElementChild;
    if ((fresh?.dataset.mark ?? "") === (now?.dataset.mark ?? "")) return;
    if (this.isLeft()) return;
    this.place.replaceChildren(...(fresh ? [fresh] : []));
    this.say(fresh ? fresh.querySelectorAll(".kin > li").length : 0);
  }

  // Somebody reads what is shown, or has gone on to a button: nothing may move now.
  isLeft() {
    const here = document.activeElement;
    return this.place.contains(here) || (this.form.contains(here) && here.matches("button, a, [type=checkbox]"));
  }

  say(count) {
    const words = count === 0 ? "" : count === 1 ? this.dataset.one : this.dataset.many.replace("{count}", String(count));
    this.querySelector(":scope > [role=status]").textContent = words;
  }
}

customElements.define("said-before", SaidBefore);

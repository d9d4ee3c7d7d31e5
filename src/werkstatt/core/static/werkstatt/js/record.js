// <pick-passage url="…"> around the fields for the place: as soon as a section is named, its paragraphs and sentences
// come from the server. Choosing one for another wording puts its words into the empty field, to be changed there.

class PickPassage extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    for (const button of this.querySelectorAll("[data-without-script]")) button.parentElement.remove();
    this.form.addEventListener("change", (event) => {
      if (["where", "phase"].includes(event.target.name)) this.fetch();
      if (["passage", "kind"].includes(event.target.name)) this.fill();
    });
  }

  async fetch() {
    const { where, phase, passage } = this.form.elements;
    const query = new URLSearchParams({ where: where.value, phase: phase.value, passage: passage?.value ?? "" });
    const asked = (this.asked = `${this.getAttribute("url")}?${query}`);
    try {
      const answer = await fetch(asked, { headers: { Accept: "text/html" } });
      // A sign-in page is not what was asked for; a slow answer may be overtaken by the next one.
      if (!answer.ok || answer.redirected || asked !== this.asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-passages]");
      if (fresh) this.querySelector("[data-passages]").replaceWith(document.adoptNode(fresh));
    } catch {
      // Without a connection the whole section stays chosen; sending says the rest.
    }
  }

  fill() {
    const { kind, passage, replacement } = this.form.elements;
    const words = passage?.selectedOptions[0]?.dataset.words;
    if (kind.value !== "suggestion" || !words || (replacement.value && replacement.value !== this.filled)) return;
    replacement.value = this.filled = words;
    replacement.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("pick-passage", PickPassage);

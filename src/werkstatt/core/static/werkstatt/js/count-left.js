// <count-left data-words="noch {count} Zeichen" data-over="{count} Zeichen zu viel"> around one field with data-most:
// says how many characters are left. Nothing is cut off: who pastes too much can shorten it. Ears hear it near the end.

class CountLeft extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("[data-most]");
    if (!this.input) return;
    this.shown = document.createElement("p");
    this.shown.className = "counted";
    this.shown.setAttribute("aria-hidden", "true");
    this.said = document.createElement("p");
    this.said.className = "sr";
    this.said.setAttribute("role", "status");
    this.append(this.shown, this.said);
    this.input.addEventListener("input", () => this.count());
    this.count();
  }

  count() {
    const left = Number(this.input.dataset.most) - [...this.input.value.trim()].length;
    const words = (left < 0 ? this.dataset.over : this.dataset.words).replace("{count}", String(Math.abs(left)));
    this.shown.textContent = words;
    this.said.textContent = left < 0 || (left <= 20 && left % 10 === 0) ? words : "";
  }
}

customElements.define("count-left", CountLeft);

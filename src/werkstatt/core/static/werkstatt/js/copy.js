// <button type="button" data-copy="…" data-copied="…" hidden><span role="status">…</span></button>: a button that
// copies appears only where a script may write to the clipboard.

for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return; // forbidden: the address is on the page
    }
    button.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}

// From change to change: N and P, and the links [data-next], which without this script are plain anchors.

const changes = [...document.querySelectorAll("[data-change]")];
let here = -1;

function go(step) {
  const next = changes[Math.min(changes.length - 1, Math.max(0, here + step))];
  if (!next) return;
  here = changes.indexOf(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

for (const hint of document.querySelectorAll("[data-keyhint]")) hint.hidden = changes.length < 2;
changes.at(-1)?.querySelector("[data-next]")?.remove();
document.addEventListener("focusin", (event) => {
  const around = event.target.closest("[data-change]");
  if (around) here = changes.indexOf(around);
});
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  if (event.key === "n" || event.key === "p") {
    event.preventDefault();
    go(event.key === "n" ? 1 : -1);
  }
});

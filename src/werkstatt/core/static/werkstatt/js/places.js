// Places to confirm: Enter says yes to the question as long as nothing else has the focus, J and K go through the list
// (the other links in it are no steps).

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  if (event.key === "Enter") document.querySelector("[data-enter]")?.click();
});

document.addEventListener(
  "keydown",
  (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches("input, textarea, select");
    if (!plain || (event.key !== "j" && event.key !== "k")) return;
    const steps = [...document.querySelectorAll("a[data-step]")];
    const here = steps.findIndex((step) => step.hasAttribute("aria-current"));
    const next = steps[here + (event.key === "j" ? 1 : -1)];
    event.preventDefault();
    next?.click();
  },
  true,
);

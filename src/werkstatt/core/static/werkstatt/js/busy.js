// Guards forms against being sent twice. The words come from the form: <form method="post" data-busy="Wird gesendet …">.
// Without a script the server still recognises the second copy; this only spares people the wait and the doubt.

const waiting = new Map(); // button → the nodes it showed before

function rest(button) {
  if (!waiting.has(button)) return;
  button.replaceChildren(...waiting.get(button));
  button.removeAttribute("aria-disabled");
  delete button.form?.dataset.sent;
  waiting.delete(button);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  if (!button || button.tagName !== "BUTTON" || !form.dataset.busy) return;
  // aria-disabled instead of disabled: the button's own name and value still travel with the form, and it keeps focus
  waiting.set(button, [...button.childNodes]);
  button.setAttribute("aria-disabled", "true");
  const label = document.createElement("span");
  if (button.querySelector(".kern-label")) label.className = "kern-label";
  label.setAttribute("role", "status");
  label.textContent = form.dataset.busy;
  button.replaceChildren(label);
});

// Back from the next page, or a download that left this page standing: the form can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of [...waiting.keys()]) rest(button);
});
document.addEventListener("submit", (event) => {
  if (event.target.dataset.download !== undefined) setTimeout(() => {
    delete event.target.dataset.sent;
    if (event.submitter) rest(event.submitter);
  }, 4000);
});

// <button type="button" data-print hidden>: a print button appears only where a script can print.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    print();
  });
}

// Desk: marking words of a contribution ([data-split] with its words in [data-text]) offers to make a point of them.
// The bar is a <template> inside it. Taking the offer fills start and end into the split form, in characters (code
// points) of the contribution's text, as the server counts them, and goes on to the title.

import { offsets } from "./selection.js";

const source = document.querySelector("[data-split]");
const words = source?.querySelector("[data-text]");
const template = source?.querySelector("template");
const form = document.querySelector("[data-split-form]");

let bar = null;
let place = null;

function close() {
  bar?.remove();
  bar = null;
  place = null;
}

function take() {
  if (!place) return;
  const field = (name) => form.elements[`split-${name}`];
  field("start").value = place.start;
  field("end").value = place.end;
  const picked = form.querySelector("[data-picked]");
  picked.querySelector("q").textContent = place.words;
  picked.hidden = false;
  // What is marked counts; ticked sentences beside it would only confuse.
  form.querySelector("[data-sentences]")?.setAttribute("hidden", "");
  form.closest("details").open = true;
  if (!field("title").value) field("title").value = place.words.length > 60 ? "" : place.words;
  close();
  getSelection().removeAllRanges();
  field("title").focus();
  field("title").select();
}

function update() {
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  if (bar && (!range || bar.contains(range.commonAncestorContainer)) && bar.matches(":hover, :focus-within")) return;
  const found = range && range.intersectsNode(words) ? offsets(words, range) : null;
  if (!found) return close();
  place = { ...found, words: selection.toString().trim() };
  if (bar) return;
  bar = template.content.firstElementChild.cloneNode(true);
  bar.querySelector("button").addEventListener("click", take);
  source.append(bar);
}

if (words && template && form) {
  let timer;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 150);
  });
}

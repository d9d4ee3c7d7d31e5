// Desk: marking words of a contribution ([data-split] with its words in [data-text]) offers to make a point of them, or
// to give them to a point that is there ([data-into]). The bar is a <template> inside it. Taking the offer fills start
// and end into the split form, in characters (code points) of the contribution's text, as the server counts them.

import { offsets } from "./selection.js";

const LONGEST_TITLE = 60;
const source = document.querySelector("[data-split]");
const words = source?.querySelector("[data-text]");
const template = source?.querySelector("template");
const form = document.querySelector("[data-split-form]");
const field = (name) => form.elements[`split-${name}`];

let bar = null;
let place = null;

function close() {
  bar?.remove();
  bar = null;
  place = null;
}

// The beginning of the words, cut between two of them: a proposal that one may write over.
function title(text) {
  const plain = text.replace(/\s+/g, " ").replace(/^[\s.,;:!?…„“”"'–()-]+|[\s.,;:!?…„“”"'–()-]+$/g, "");
  return plain.length <= LONGEST_TITLE ? plain : `${plain.slice(0, LONGEST_TITLE + 1).replace(/\s\S*$/, "")} …`;
}

function take(into) {
  if (!place) return;
  field("start").value = place.start;
  field("end").value = place.end;
  const chosen = place.words;
  close();
  getSelection().removeAllRanges();
  if (into) {
    field("into").value = into;
    form.requestSubmit();
    return;
  }
  const picked = form.querySelector("[data-picked]");
  picked.querySelector("q").textContent = chosen;
  picked.hidden = false;
  // What is marked counts; ticked sentences beside it would only confuse.
  form.querySelector("[data-sentences]")?.setAttribute("hidden", "");
  form.closest("details").open = true;
  if (!field("title").value) field("title").value = title(chosen);
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
  for (const button of bar.querySelectorAll("button")) button.addEventListener("click", () => take(button.dataset.into));
  source.append(bar);
}

if (words && template && form) {
  let timer;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 150);
  });
}

// Reader: picking words in a paragraph offers “comment” and “say it differently” in a bar below it.
// The bar is a <template id="picker"> with links [data-to]; #picker-says is the live region. Both come from the server.
// Positions are counted in characters (code points) of the paragraph's plain text, as the server counts them.

const template = document.getElementById("picker");
const live = document.getElementById("picker-says");
const CELLS = /^T[DH]$/;
const FRAME = /^(TABLE|T(HEAD|BODY|FOOT|R))$/;
const { FILTER_ACCEPT, FILTER_REJECT, FILTER_SKIP, SHOW_ELEMENT, SHOW_TEXT } = NodeFilter;

let bar = null;

// The pieces of a paragraph's text in order: text nodes, line breaks, borders between table cells. Reference numbers
// and deleted words are marked data-skip: they are on the page, but not part of the text.
function* pieces(root) {
  const walker = document.createTreeWalker(root, SHOW_TEXT | SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return FRAME.test(node.parentNode.tagName) ? FILTER_REJECT : FILTER_ACCEPT;
    if (node.hasAttribute("data-skip")) return FILTER_REJECT;
    return node.tagName === "BR" || CELLS.test(node.tagName) ? FILTER_ACCEPT : FILTER_SKIP;
  });
  let cells = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) yield [node, node.data];
    else if (node.tagName === "BR" || cells++) yield [node, "\n"];
  }
}

// Which characters of the paragraph lie in the range: { start, end } without blanks at either end, or null.
export function offsets(root, range) {
  const characters = [];
  let start = -1;
  let end = -1;
  for (const [node, text] of pieces(root)) {
    if (node.nodeType === Node.TEXT_NODE && range.intersectsNode(node)) {
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : text.length;
      if (from < to) {
        if (start < 0) start = characters.length + [...text.slice(0, from)].length;
        end = characters.length + [...text.slice(0, to)].length;
      }
    }
    characters.push(...text);
  }
  const blank = (index) => /\s/.test(characters[index]);
  while (start < end && blank(start)) start += 1;
  while (start < end && blank(end - 1)) end -= 1;
  return start < end ? { start, end } : null;
}

// The first paragraph that the range touches, and whether it reaches on into another one.
function picked(range) {
  const top = range.commonAncestorContainer;
  const within = (top.nodeType === Node.ELEMENT_NODE ? top : top.parentElement);
  const own = within.closest("[data-text]");
  let found = null;
  for (const text of own ? [own] : within.querySelectorAll("[data-block] [data-text]")) {
    if (!range.intersectsNode(text)) continue;
    const place = offsets(text, range);
    if (!place) continue;
    if (found) return { ...found, clipped: true };
    found = { text, place, clipped: false };
  }
  return found;
}

function close() {
  bar?.remove();
  bar = null;
}

function show({ text, place, clipped }) {
  const block = text.closest("[data-block]");
  const own = block?.querySelector("a.say, a.count");
  if (!own) return close(); // the text is not open for contributions
  close();
  bar = template.content.firstElementChild.cloneNode(true);
  for (const link of bar.querySelectorAll("[data-to]")) {
    const url = new URL(own.href);
    url.searchParams.set("von", place.start);
    url.searchParams.set("bis", place.end);
    if (link.dataset.to) url.searchParams.set("art", link.dataset.to);
    link.href = url;
  }
  const hint = bar.querySelector("[data-clipped]");
  if (hint) hint.hidden = !clipped;
  const home = text.closest(".text") ?? text;
  home.append(bar);
  const words = clipped && live.dataset.clipped ? live.dataset.clipped : live.dataset.says;
  if (live.textContent !== words) live.textContent = words;
}

function update() {
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  if (bar && range && bar.contains(range.commonAncestorContainer)) return;
  const found = range && picked(range);
  if (found) return show(found);
  // A click or the focus in the bar lets the selection go: the bar stays as long as somebody uses it.
  if (bar && !bar.matches(":hover, :focus-within")) {
    close();
    live.textContent = "";
  }
}

if (template && live) {
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(update, 180); // handles dragged by a finger send many events
  };
  document.addEventListener("selectionchange", later);
  document.addEventListener("focusin", (event) => {
    if (bar && !bar.contains(event.target) && getSelection().isCollapsed) close();
  });
  document.addEventListener("keydown", (event) => {
    if (!bar) return;
    // From picked words the next tab stop is the bar, also where the browser would start at the top of the page.
    if (event.key === "Tab" && !event.shiftKey && document.activeElement === document.body) {
      event.preventDefault();
      bar.querySelector("a").focus();
    }
    if (event.key !== "Escape") return;
    const block = bar.closest("[data-block]");
    const had = bar.contains(document.activeElement);
    close();
    getSelection().removeAllRanges();
    live.textContent = "";
    if (had) block.querySelector("a.say, a.count").focus();
  });
}

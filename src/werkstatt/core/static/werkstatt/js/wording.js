// <word-diff old-id="…" new-id="…">: shows live, in whole words, what a suggestion changes. Looks like the server's
// difference (core/ui/pieces.py) and follows the same rules (text/hunks.py). Words for ears come as data attributes:
// data-new, data-gone, data-none (nothing changed yet), data-one, data-many (with {count}).

const TOKEN =
  /[\p{L}\p{N}_](?:[\p{L}\p{N}\p{M}_\u00ad\u200b-\u200f\u2060]|[-\u2010\u2011'’](?=[\p{L}\p{N}_])|(?<=\p{L})[:*](?=\p{L})|(?<=\p{N})[.,:](?=\p{N}))*|[\n\t]|[^\S\n\t]+|[^\p{L}\p{N}_\s]\p{M}*/gu;
const WORD = /^[\p{L}\p{N}_]/u;
const MOST_STEPS = 1200; // beyond that the texts have little in common, and the comparison would take too long

const tokens = (text) => text.match(TOKEN) ?? [];
const letters = (token) => (WORD.test(token) ? token.length : 0);
const size = (list, from, to) => list.slice(from, to).reduce((sum, token) => sum + letters(token), 0);

// Myers' difference: the hunks [oldStart, oldEnd, newStart, newEnd] between two lists of tokens.
function hunks(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const n = endA - start;
  const m = endB - start;
  if (!n && !m) return [];
  if (!n || !m) return [[start, endA, start, endB]];
  const trace = path(a, b, start, n, m);
  if (!trace) return [[start, endA, start, endB]];
  const found = [];
  let x = n;
  let y = m;
  for (let d = trace.length - 1; d > 0; d -= 1) {
    const v = trace[d];
    const at = (k) => v[k + d] ?? -1;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const before = down ? k + 1 : k - 1;
    const px = at(before);
    const py = px - before;
    const last = found[0];
    // where the step itself ended, before the run of equal tokens
    const sx = down ? px : px + 1;
    const sy = down ? py + 1 : py;
    if (last && last[0] === start + sx && last[2] === start + sy) {
      last[0] = start + px;
      last[2] = start + py;
    } else found.unshift([start + px, start + sx, start + py, start + sy]);
    x = px;
    y = py;
  }
  return found;
}

function path(a, b, start, n, m) {
  const trace = [];
  let v = new Int32Array(3).fill(-1);
  v[1] = 0;
  for (let d = 0; d <= Math.min(n + m, MOST_STEPS); d += 1) {
    // trace[d] holds the furthest points before step d, for the diagonals -d … d
    trace.push(d ? v : Int32Array.of(0));
    const next = new Int32Array(2 * d + 3).fill(-1); // the diagonals -(d+1) … d+1
    for (let k = -d; k <= d; k += 2) {
      const at = (j) => (d ? v[j + d] ?? -1 : 0);
      let x = d === 0 ? 0 : k === -d || (k !== d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      let y = x - k;
      while (x < n && y < m && a[start + x] === b[start + y]) {
        x += 1;
        y += 1;
      }
      next[k + d + 1] = x;
      if (x >= n && y >= m) return trace;
    }
    v = next;
  }
  return null;
}

// How natural it is to begin a change here: 4 a new line, 3 a sentence, 2 a word, 1 the space before a word.
function border(list, at) {
  const before = list[at - 1];
  if (at === 0 || before === "\n" || before === "\t") return 4;
  if (!before.trim()) return at > 1 && ".!?:;".includes(list[at - 2]) ? 3 : 2;
  return at < list.length && !list[at].trim() ? 1 : 0;
}

// The same change told better: “[new sentence. ]” instead of “[. New sentence]”.
function slid(hunk, index, all, a, b) {
  const [oldStart, oldEnd, newStart, newEnd] = hunk;
  if (oldStart !== oldEnd && newStart !== newEnd) return hunk;
  const [list, start, end] = oldStart === oldEnd ? [b, newStart, newEnd] : [a, oldStart, oldEnd];
  const room = [
    index ? (oldStart - all[index - 1][1] - 1) >> 1 : oldStart,
    index + 1 < all.length ? (all[index + 1][0] - 1 - oldEnd) >> 1 : a.length - oldEnd,
  ];
  let best = border(list, start);
  let shift = 0;
  for (let s = 0; -s < room[0] && list[start + s - 1] === list[end + s - 1]; ) {
    s -= 1;
    if (border(list, start + s) > best) [best, shift] = [border(list, start + s), s];
  }
  for (let s = 0; s < room[1] && list[start + s] === list[end + s]; ) {
    s += 1;
    if (border(list, start + s) > best) [best, shift] = [border(list, start + s), s];
  }
  return hunk.map((position) => position + shift);
}

const replaces = ([a0, a1, b0, b1], a, b) => size(a, a0, a1) > 0 && size(b, b0, b1) > 0;

function islandIsTiny(first, second, a, b) {
  if (second[0] - first[1] > 5) return false;
  const island = a.slice(first[1], second[0]);
  if (island.includes("\n") || island.includes("\t")) return false;
  const left = size(island, 0, island.length);
  return !left || (left <= 4 && replaces(first, a, b) && replaces(second, a, b));
}

// The difference as [kind, text] in reading order; kinds: equal, delete, insert.
export function wordDiff(oldText, newText) {
  const a = tokens(oldText);
  const b = tokens(newText);
  let found = [];
  for (const hunk of hunks(a, b).map((one, index, all) => slid(one, index, all, a, b))) {
    found.push(hunk);
    while (found.length > 1 && islandIsTiny(found.at(-2), found.at(-1), a, b)) {
      const second = found.pop();
      const first = found.pop();
      found.push([first[0], second[1], first[2], second[3]]);
    }
  }
  const lost = found.reduce((sum, hunk) => sum + size(a, hunk[0], hunk[1]), 0);
  const all = size(a, 0, a.length);
  if (found.length > 2 && !/[\n\t]/.test(oldText) && all - lost < 0.2 * Math.max(all, size(b, 0, b.length)))
    found = [[0, a.length, 0, b.length]];
  const result = [];
  let position = 0;
  const add = (kind, part) => part.length && result.push([kind, part.join("")]);
  for (const [oldStart, oldEnd, newStart, newEnd] of found) {
    const gone = a.slice(oldStart, oldEnd);
    const came = b.slice(newStart, newEnd);
    const blank = (x, y) => (x !== undefined && x === y && !x.trim() ? 1 : 0);
    // Space that both wordings share at an end is no part of the change.
    const first = blank(gone[0], came[0]);
    const last = Math.min(gone.length, came.length) > first ? blank(gone.at(-1), came.at(-1)) : 0;
    add("equal", a.slice(position, oldStart + first));
    add("delete", gone.slice(first, gone.length - last));
    add("insert", came.slice(first, came.length - last));
    position = oldEnd - last;
  }
  add("equal", a.slice(position));
  return result;
}

// Marks end with their last word: blanks behind both old and new words are set behind the mark.
function withoutBlankEnds(changes) {
  const result = [];
  for (const [kind, text] of changes) {
    const words = text.trimEnd();
    if (kind !== "insert" || !words || words === text) {
      result.push([kind, text]);
      continue;
    }
    const blank = text.slice(words.length);
    const last = result.at(-1);
    if (last?.[0] === "delete" && last[1].endsWith(blank) && last[1] !== blank) last[1] = last[1].slice(0, -blank.length);
    result.push([kind, words], ["equal", blank]);
  }
  return result;
}

class WordDiff extends HTMLElement {
  connectedCallback() {
    this.before = document.getElementById(this.getAttribute("old-id"));
    this.input = document.getElementById(this.getAttribute("new-id"));
    if (!this.before || !this.input) return;
    this.output = this.querySelector(".diff") ?? this;
    this.live = this.querySelector("[role=status]");
    this.closest("[hidden]")?.removeAttribute("hidden");
    this.input.addEventListener("input", () => this.schedule());
    addEventListener("pageshow", () => this.schedule());
    this.draw();
  }

  schedule() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.draw();
    });
  }

  draw() {
    const old = this.before.value ?? this.before.textContent;
    const changes = wordDiff(old.trim(), this.input.value.replaceAll("\r\n", "\n").trim());
    this.output.replaceChildren(...withoutBlankEnds(changes).map(([kind, text]) => this.piece(kind, text)));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(changes), 1200);
  }

  piece(kind, text) {
    if (kind === "equal") return document.createTextNode(text);
    const element = document.createElement(kind === "insert" ? "ins" : "del");
    const label = document.createElement("span");
    label.className = "sr";
    label.textContent = `${this.dataset[kind === "insert" ? "new" : "gone"] ?? ""} `;
    element.append(label, text);
    return element;
  }

  say(changes) {
    if (!this.live) return;
    const count = changes.filter(([kind], i) => kind !== "equal" && changes[i - 1]?.[0] !== "delete").length;
    const words = count === 0 ? this.dataset.none : count === 1 ? this.dataset.one : this.dataset.many;
    const text = (words ?? "").replace("{count}", count);
    if (this.live.textContent !== text) this.live.textContent = text;
  }
}

customElements.define("word-diff", WordDiff);

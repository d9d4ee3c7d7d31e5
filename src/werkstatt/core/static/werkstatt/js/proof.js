// <proof-of-work src="/nachweis" waiting="…"><input type="hidden" name="proof"><p role="status"></p></proof-of-work>
// inside a form: does a second of work in the background, so that programs cannot send thousands of forms. Nothing to
// see, nothing to click. The protocol is ALTCHA's: find the number with SHA-256(salt + number) = challenge.
// Our own SHA-256, because crypto.subtle takes longer to be called than to count, and is missing without TLS.
// The same file is the worker. If no work can be done, the form is sent without a proof: a person then looks at it.

const K = new Uint32Array(64);
const START = new Uint32Array(8);
{
  // The first 32 bits of the fractional parts of the cube (and square) roots of the first 64 (and 8) primes.
  const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) >>> 0;
  for (let found = 0, number = 2; found < 64; number += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) prime = false;
    if (!prime) continue;
    if (found < 8) START[found] = fraction(Math.sqrt(number));
    K[found] = fraction(Math.cbrt(number));
    found += 1;
  }
}

const W = new Uint32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

function mix(state) {
  for (let i = 16; i < 64; i += 1) {
    const a = W[i - 15];
    const b = W[i - 2];
    W[i] = W[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + W[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** SHA-256 of ASCII text, as eight words. */
export function digest(text) {
  const length = text.length;
  const blocks = Math.ceil((length + 9) / 64);
  const state = START.slice();
  for (let block = 0; block < blocks; block += 1) {
    W.fill(0, 0, 16);
    for (let i = 0; i < 64; i += 1) {
      const at = block * 64 + i;
      const byte = at < length ? text.charCodeAt(at) : at === length ? 0x80 : 0;
      W[i >> 2] |= byte << (24 - (i & 3) * 8);
    }
    if (block === blocks - 1) W[15] = length * 8;
    mix(state);
  }
  return state;
}

/** The number, or null if there is none. */
function solve({ salt, challenge, maxNumber }) {
  const wanted = Uint32Array.from({ length: 8 }, (_, i) => Number.parseInt(challenge.slice(i * 8, i * 8 + 8), 16));
  for (let number = 0; number <= maxNumber; number += 1) {
    const found = digest(salt + number);
    if (found[0] === wanted[0] && found.every((word, i) => word === wanted[i])) return number;
  }
  return null;
}

const FRESH = 50 * 60 * 1000; // a challenge is good for an hour
const PATIENCE = 15 * 1000;

function define() {
  class ProofOfWork extends HTMLElement {
    connectedCallback() {
      this.form = this.closest("form");
      this.input = this.querySelector("input");
      if (!this.form || !this.input) return;
      this.form.addEventListener("submit", (event) => this.sending(event), true);
      // Back from the next page: what was sent once cannot be sent again.
      addEventListener("pageshow", (event) => event.persisted && this.begin());
      this.begin();
    }

    begin() {
      this.at = Date.now();
      this.excused = false;
      this.input.value = "";
      this.done = this.work().catch(() => false);
    }

    async work() {
      const answer = await fetch(this.getAttribute("src"), { cache: "no-store", credentials: "omit" });
      const task = await answer.json();
      const number = await this.inWorker(task);
      if (number === null) return false;
      const { algorithm, challenge, salt, signature } = task;
      this.input.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
      return true;
    }

    inWorker(task) {
      return new Promise((resolve, reject) => {
        const worker = new Worker(import.meta.url, { type: "module" });
        const end = (action) => (event) => {
          worker.terminate();
          action(event.data);
        };
        worker.addEventListener("message", end(resolve));
        worker.addEventListener("error", end(reject));
        worker.postMessage(task);
      });
    }

    sending(event) {
      if (this.excused || !navigator.onLine || event.submitter?.hasAttribute("data-look")) return;
      if (this.input.value && Date.now() - this.at < FRESH) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (this.waiting) return;
      this.wait(event.submitter);
    }

    async wait(submitter) {
      this.waiting = true;
      this.say(this.getAttribute("waiting"));
      if (this.input.value || !(await Promise.race([this.done, later(PATIENCE)]))) this.begin(); // too old, or failed
      const worked = await Promise.race([this.done, later(PATIENCE)]);
      this.waiting = false;
      this.say("");
      this.excused = !worked;
      if (submitter?.isConnected) this.form.requestSubmit(submitter);
      else this.form.requestSubmit();
    }

    say(words) {
      const status = this.querySelector("[role=status]");
      if (status) status.textContent = words ?? "";
    }
  }
  customElements.define("proof-of-work", ProofOfWork);
}

const later = (milliseconds) => new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));

if (typeof document === "undefined") addEventListener("message", (event) => postMessage(solve(event.data)));
else define();

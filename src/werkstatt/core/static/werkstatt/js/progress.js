// A page that shows how far a long job is: looks again every so often and puts the new state in place, without
// loading the page anew, until the job has come to an end. Without this script the page reloads itself.

const PAUSE = 1500;
const LONGEST_PAUSE = 15000;

let pause = PAUSE;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    pause = PAUSE;
  } catch {
    // Connection lost or server restarting: keep trying, less and less often.
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
  if (document.querySelector("[data-progress='busy']")) setTimeout(look, pause);
}

function show(page) {
  const old = document.querySelector("[data-progress]");
  const fresh = page.querySelector("[data-progress]");
  if (!old || !fresh) return;
  const bar = old.querySelector("progress");
  const freshBar = fresh.querySelector("progress");
  if (bar && freshBar) {
    // Only what changes: a focused button stays where it is.
    if (freshBar.hasAttribute("value")) bar.value = freshBar.value;
    bar.max = freshBar.max;
    const [text, freshText] = [old.querySelector(".sheet > p"), fresh.querySelector(".sheet > p")];
    if (text && freshText) text.textContent = freshText.textContent;
    return;
  }
  document.title = page.title;
  old.replaceWith(fresh);
  const told = document.querySelector("[data-progress-done]");
  const freshTold = page.querySelector("[data-progress-done]");
  if (told && freshTold) told.textContent = freshTold.textContent;
}

if (document.querySelector("[data-progress='busy']")) setTimeout(look, PAUSE);

// <form data-passkey="create"> makes a passkey, <form data-passkey="get"> shows one; the answer travels in the hidden
// field “credential”. The server's options are JSON: in the element data-options="ID", or asked for at data-options="/…".
// Words come from the server: data-failed and data-missing. Without a script the form stays hidden.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function options(source) {
  if (!source.startsWith("/")) return JSON.parse(document.getElementById(source).textContent);
  const response = await fetch(source, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

async function create({ publicKey }, form) {
  const choice = { ...publicKey.authenticatorSelection };
  const box = form.elements.passwordless;
  if (!box || box.checked) Object.assign(choice, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      authenticatorSelection: choice,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
    },
  });
}

async function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: named(publicKey.allowCredentials) },
  });
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function say(form, words) {
  let line = form.querySelector("[data-says]");
  if (!line) {
    line = document.createElement("p");
    line.className = "err";
    line.dataset.says = "";
    line.setAttribute("role", "alert");
    form.append(line);
  }
  line.textContent = words;
}

async function run(event) {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.waiting) return;
  form.dataset.waiting = "1";
  say(form, "");
  try {
    const data = await options(form.dataset.options);
    const credential = await (form.dataset.passkey === "create" ? create(data.creation_options, form) : get(data.request_options));
    form.elements.credential.value = JSON.stringify(answer(credential));
    form.submit();
  } catch {
    say(form, form.dataset.failed);
  }
  delete form.dataset.waiting;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = false;
  if (window.PublicKeyCredential) form.addEventListener("submit", run);
  else {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    say(form, form.dataset.missing);
  }
}

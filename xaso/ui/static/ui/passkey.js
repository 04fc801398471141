/* Passkeys: asks the device for what a form carries as `data-passkey` (make or show), and sends the answer in it. */
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const read = (options) => {
    const asked = { ...options, challenge: bytes(options.challenge) };
    if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
    if (options.excludeCredentials) asked.excludeCredentials = known(options.excludeCredentials);
    if (options.allowCredentials) asked.allowCredentials = known(options.allowCredentials);
    return asked;
  };
  const written = (made) => {
    const answer = made.response, response = { clientDataJSON: text(answer.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"])
      if (answer[part]) response[part] = text(answer[part]);
    return { id: made.id, rawId: text(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() };
  };
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const wrong = form.querySelector("[data-wrong]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      const box = form.querySelector("[name=credential]");
      if (box.value) return;
      event.preventDefault();
      wrong.hidden = true;
      try {
        const asked = form.dataset.ask ? await (await fetch(form.dataset.ask)).json() : JSON.parse(form.dataset.options);
        const publicKey = read(asked.publicKey);
        const make = form.dataset.passkey === "make";
        box.value = JSON.stringify(written(await (make ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }))));
        form.requestSubmit();
      } catch { wrong.hidden = false; }
    });
  }
})();

/* Who is calling, on whatever page of the desk lies open: the answer says how soon to ask again; shown before the second ring. */
(() => {
  "use strict";
  const box = document.querySelector("[data-calls]");
  if (!box) return;
  const note = box.querySelector("[data-ringing]"), link = note.querySelector("a"), more = note.querySelector("[data-more]");
  let wait = 400, timer;
  const look = async () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return; // asked anew when somebody looks
    try {
      const answer = await fetch(box.dataset.calls, { headers: { Accept: "application/json" } });
      if (answer.redirected) { // signed out: what is being typed elsewhere stays
        note.hidden = true;
        if (box.dataset.here !== undefined) location.reload();
        return;
      }
      if (!answer.ok) throw answer;
      const { calls, again } = await answer.json();
      const [call, ...others] = calls.filter((one) => one.url !== location.pathname);
      wait = again;
      if (call && link.getAttribute("href") !== call.url) { link.href = call.url; link.textContent = `${call.caller || "…"} · ${call.line}`; }
      more.textContent = others.length ? more.dataset.more.replace("#", others.length) : "";
      note.hidden = !call;
    } catch { wait = Math.min(Math.max(wait, 500) * 2, 30000); }
    timer = setTimeout(look, wait);
  };
  document.addEventListener("visibilitychange", look);
  look();
})();

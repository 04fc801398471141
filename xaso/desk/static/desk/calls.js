/* Who is calling, on whatever page of the hotline lies open: asked for twice a second, shown before the second ring. */
(() => {
  "use strict";
  const box = document.querySelector("[data-calls]");
  if (!box) return;
  const note = box.querySelector("[data-ringing]"), link = note.querySelector("a");
  let wait = 500;
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(box.dataset.calls, { headers: { Accept: "application/json" } });
        if (answer.redirected) { location.reload(); return; }
        if (!answer.ok) throw answer;
        const [call] = (await answer.json()).calls.filter((one) => one.url !== location.pathname);
        wait = 500;
        if (call && link.getAttribute("href") !== call.url) { link.href = call.url; link.textContent = `${call.caller || "…"} · ${call.line}`; }
        note.hidden = !call;
      } catch { wait = Math.min(wait * 2, 30000); }
    }
    setTimeout(look, wait);
  };
  look();
})();

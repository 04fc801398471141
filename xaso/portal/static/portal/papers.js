// Papers: a photo is sent the moment it is picked, in pieces, and goes on where it stopped when the network comes back.
// Until it has arrived whole it is kept on the phone (IndexedDB), so that a closed page loses nothing: not on a borrowed phone.
// Without this file the same form sends its files in one go.
(() => {
  "use strict";
  const PIECE = 256 * 1024, LONGEST = 2600, WORTH_SHRINKING = 900 * 1024, KEPT = 3 * 24 * 3600 * 1000;
  const words = JSON.parse(document.getElementById("loi-nhan").textContent);
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const jobs = [];
  let busy = false, timer = 0;

  const shelf = new Promise((resolve) => {
    if ("borrowed" in document.documentElement.dataset) { resolve(null); return; }
    try {
      const open = indexedDB.open("xaso", 1);
      open.onupgradeneeded = () => open.result.createObjectStore("papers", { keyPath: "key" });
      open.onsuccess = () => resolve(open.result);
      open.onerror = () => resolve(null);
    } catch { resolve(null); }
  });
  const onShelf = async (mode, work) => {
    const db = await shelf;
    return db && new Promise((resolve) => {
      const request = work(db.transaction("papers", mode).objectStore("papers"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    });
  };

  async function shrunk(file) {
    if (!/^image\/(jpe?g|png|webp)$/.test(file.type) || file.size < WORTH_SHRINKING) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
      return blob && blob.size < file.size * 0.8 ? blob : file;
    } catch { return file; }
  }

  class Refusal extends Error {}
  async function ask(url, body, headers) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const stop = new AbortController(), alarm = setTimeout(() => stop.abort(), 60000);
    try {
      const answer = await fetch(url, { method: "POST", body, signal: stop.signal, redirect: "error",
        headers: { Accept: "application/json", "X-CSRFToken": token, ...headers } });
      const said = await answer.json();
      if (answer.ok) return said;
      if (answer.status >= 500 || answer.status === 429) throw new Error(said.title);
      throw new Refusal(said.title);
    } finally { clearTimeout(alarm); }
  }

  function card(job) { return document.querySelector(`[data-paper="${CSS.escape(job.paper)}"]`); }
  function show(job, text, kind) {
    const place = card(job).querySelector("[data-status]");
    let line = place.querySelector(`[data-job="${CSS.escape(job.key)}"]`);
    if (!line) {
      line = document.createElement("div");
      line.dataset.job = job.key;
      line.innerHTML = '<p class="s"></p><progress max="1" value="0"></progress>';
      place.append(line);
    }
    line.querySelector("p").textContent = text;
    line.querySelector("p").className = kind === "bad" ? "e" : "s";
    const bar = line.querySelector("progress");
    bar.hidden = kind === "bad";
    bar.value = job.size ? job.sent / job.size : 0;
    bar.setAttribute("aria-label", text);
    card(job).classList.toggle("w", kind !== "done");
  }

  async function send(job) {
    const blob = job.blob;
    if (!job.upload) {
      const begun = await ask(job.begin, JSON.stringify({ paper: job.paper, name: job.name, size: blob.size }),
        { "Content-Type": "application/json" });
      job.upload = begun.url;
      job.sent = begun.received;
      keep(job);
    } else {
      job.sent = (await ask(job.upload, null, { "X-Offset": "0" })).received;
    }
    for (;;) {
      show(job, say(words.sending, { name: job.name, percent: Math.floor(100 * job.sent / blob.size) }), "run");
      const said = await ask(job.upload, blob.slice(job.sent, job.sent + PIECE),
        { "X-Offset": String(job.sent), "Content-Type": "application/octet-stream" });
      job.sent = said.received;
      job.waits = 0;
      if (said.finished) return;
    }
  }
  const keep = (job) => onShelf("readwrite", (store) => store.put({ ...job, waits: 0 }));
  const forget = (job) => onShelf("readwrite", (store) => store.delete(job.key));

  async function redraw(paper) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["[data-shown]", "[data-count]"]) {
      const selector = `[data-paper="${CSS.escape(paper)}"] ${part}`;
      const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
      if (old && now) old.replaceWith(now);
    }
  }

  async function run() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    while (jobs.length) {
      const job = jobs[0];
      try {
        await send(job);
        jobs.shift();
        await forget(job);
        card(job).querySelector(`[data-job="${CSS.escape(job.key)}"]`).remove();
        card(job).classList.remove("w");
        await redraw(job.paper);
      } catch (problem) {
        if (problem instanceof Refusal) {
          jobs.shift();
          await forget(job);
          show(job, `${job.name}: ${problem.message}`, "bad");
          continue;
        }
        job.waits = Math.min((job.waits || 0) + 1, 6);
        let seconds = 2 ** job.waits;
        const tick = () => {
          if (seconds <= 0) return run();
          show(job, say(words.waiting, { name: job.name, seconds, percent: Math.floor(100 * job.sent / job.size) }), "wait");
          seconds -= 1;
          timer = setTimeout(tick, 1000);
        };
        busy = false;
        return tick();
      }
    }
    busy = false;
  }

  document.addEventListener("change", async (event) => {
    const input = event.target;
    const box = input.closest && input.closest("[data-paper]");
    if (!box || input.type !== "file") return;
    for (const file of [...input.files]) {
      const job = { key: `${location.pathname}|${box.dataset.paper}|${file.name}|${file.size}|${Date.now()}`, paper: box.dataset.paper,
        begin: box.dataset.begin, page: location.pathname, name: file.name, size: file.size, sent: 0, upload: "", at: Date.now() };
      show(job, say(words.preparing, { name: file.name }), "run");
      job.blob = await shrunk(file);
      job.size = job.blob.size;
      await keep(job);
      jobs.push(job);
    }
    input.value = "";
    run();
  });
  addEventListener("online", () => run());
  addEventListener("beforeunload", (event) => { if (jobs.length) event.preventDefault(); });
  document.addEventListener("submit", (event) => {
    if (jobs.length && event.target.hasAttribute("data-waits")) {
      event.preventDefault();
      show(jobs[0], words.unfinished, "wait");
      card(jobs[0]).scrollIntoView({ block: "center" });
    }
  });
  document.documentElement.classList.add("js");
  onShelf("readonly", (store) => store.getAll()).then((kept) => {
    for (const job of kept || []) {
      if (Date.now() - job.at > KEPT) forget(job);
      else if (job.page === location.pathname && document.querySelector(`[data-paper="${CSS.escape(job.paper)}"]`)) jobs.push(job);
    }
    if (jobs.length) run();
  });
})();

/* The desk under ten fingers: rows, keys, the viewer, live counts. Every page works without it. */
(() => {
  "use strict";
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const one = (what, where = document) => where.querySelector(what);
  const OFF = "desk.keys-off", LIST = "desk.list";
  const stored = (name) => { try { return sessionStorage.getItem(name) || localStorage.getItem(name); } catch { return null; } };

  /* ---- rows of a list, and their order for J and K on an opened dossier ---- */
  const rows = all("[data-row]");
  const place = one("[data-place]");
  const go = (step) => {
    const at = rows.findIndex((row) => row.closest("tr, li").contains(document.activeElement));
    const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  if (one(".tb") && rows.length) {
    try { sessionStorage.setItem(LIST, JSON.stringify({ urls: rows.map((row) => row.pathname), back: location.href })); } catch { /* private window */ }
    document.addEventListener("focusin", () => {
      const at = rows.findIndex((row) => row.closest("tr").contains(document.activeElement));
      if (place && at >= 0) place.textContent = `${at + 1} / ${rows.length}`;
    });
  }
  const list = (() => { try { return JSON.parse(stored(LIST) || "null"); } catch { return null; } })();
  const here = list && list.urls ? list.urls.findIndex((url) => location.pathname === url || location.pathname.startsWith(`${url}/`)) : -1;
  if (here >= 0 && place && !rows.length) place.textContent = `${here + 1} / ${list.urls.length}`;
  const neighbour = (step) => { if (here >= 0 && list.urls[here + step]) location.assign(list.urls[here + step]); };

  /* ---- the viewer: other papers, pages, sizes and turns without leaving what is being typed ---- */
  const picture = one(".vp img");
  if (picture) {
    const sheets = all("[data-sheet]"), zooms = [100, 150, 200];
    let sheet = sheets.find((s) => s.hasAttribute("aria-current"));
    let page = +picture.dataset.pageNow, zoom = +picture.dataset.zoomNow, turn = +picture.dataset.turn;
    const words = one("[data-page]"), pattern = words.textContent;
    const note = one(".onpaper[data-note]");
    const draw = () => {
      const pages = +sheet.dataset.pages, src = `${sheet.dataset.picture}${page}.jpg${zoom > 100 ? "?w=1600" : ""}`;
      if (pages && !picture.src.endsWith(src)) { picture.classList.add("busy"); picture.src = src; }
      picture.hidden = !pages;
      note.hidden = !!pages;
      note.textContent = sheet.dataset.note;
      for (const s of sheets) s === sheet ? s.setAttribute("aria-current", "true") : s.removeAttribute("aria-current");
      picture.className = [turn && `r${turn}`, zoom > 100 && `z${zoom}`].filter(Boolean).join(" ");
      picture.alt = `${sheet.title}, ${page}`;
      one("[data-zoom]").textContent = `${zoom} %`;
      words.textContent = pattern.replace(/\d+\s*\/\s*\d+/, `${page}/${pages || 1}`);
      one("[data-do=before]").hidden = page < 2;
      one("[data-do=after]").hidden = page >= pages;
      const save = one("[data-save]");
      save.hidden = !sheet.dataset.download;
      save.href = sheet.dataset.download;
      one("[data-foreign]").hidden = sheet.dataset.outside === undefined;
    };
    picture.addEventListener("load", () => picture.classList.remove("busy"));
    const turnTo = (step) => { page = Math.min(Math.max(page + step, 1), +sheet.dataset.pages); draw(); };
    const doing = {
      before: () => turnTo(-1), after: () => turnTo(1),
      bigger: () => { zoom = zooms[Math.min(zooms.indexOf(zoom) + 1, 2)]; draw(); },
      smaller: () => { zoom = zooms[Math.max(zooms.indexOf(zoom) - 1, 0)]; draw(); },
      turn: () => { turn = (turn + 90) % 360; draw(); },
    };
    document.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-do]"), tab = event.target.closest("[data-sheet]");
      if (event.ctrlKey || event.metaKey) return;
      if (tool) { event.preventDefault(); doing[tool.dataset.do](); }
      if (tab) { event.preventDefault(); sheet = tab; page = 1; turn = 0; draw(); }
    });
  }
  const otherSheet = (step) => {
    const sheets = all("[data-sheet]"), at = sheets.findIndex((s) => s.hasAttribute("aria-current"));
    const next = sheets[at + step];
    if (next) next.click();
  };

  /* ---- keys ---- */
  const typing = (at) => at.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const map = one("#phim"), search = one("#tim"), button = one("[data-submit]");
  const press = (key) => {
    const row = document.activeElement.closest && document.activeElement.closest("tr, li");
    const inRow = row && one(`.rowacts [data-key="${key}"]`, row);
    const found = inRow || all(`[data-key="${key}"]`).find((item) => !item.closest(".rowacts"));
    if (found) found.click();
    return !!found;
  };
  const off = one("[data-switch=keys]");
  if (off) {
    off.checked = stored(OFF) === "1";
    off.addEventListener("change", () => { try { localStorage.setItem(OFF, off.checked ? "1" : ""); } catch { /* not kept */ } });
  }
  document.addEventListener("keydown", (event) => {
    const key = event.key, at = event.target;
    if (key === "Enter" && (event.ctrlKey || event.metaKey) && button) { event.preventDefault(); button.click(); return; }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || (map && map.open)) return;
    if (typing(at)) {
      if (key === "Escape") at.blur();
      if (key === "ArrowDown" && at.name === "q" && rows.length) { event.preventDefault(); go(1); } // from the question to what was found
      return;
    }
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (rows.length && !at.matches("input") && !at.closest(".vp, .wide:focus")) { event.preventDefault(); go(key === "ArrowDown" ? 1 : -1); }
      return;
    }
    if (key === "Escape") { if (!press("Escape") && here >= 0 && !rows.length) location.assign(list.back); return; }
    if (stored(OFF) === "1" && !["/", "?"].includes(key)) return;
    if (key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
    else if (key === "?" && map) { event.preventDefault(); map.showModal(); }
    else if (key === "j" || key === "J") rows.length ? go(1) : neighbour(1);
    else if (key === "k" || key === "K") rows.length ? go(-1) : neighbour(-1);
    else if (key === "[" || key === "]") otherSheet(key === "]" ? 1 : -1);
    else if (key === "=") press("+");
    else if (key.length === 1 && press(key.toUpperCase())) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const map_link = event.target.closest('[data-key="?"]');
    if (map_link && map) { event.preventDefault(); map.showModal(); }
    if (event.target.closest("[data-print]")) print();
  });
  all("[data-print]").forEach((item) => { item.hidden = false; });

  /* ---- forms: one press is one sending; the first mistake, else the first box, has the cursor ---- */
  const form = one("#viec");
  if (form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
    });
    addEventListener("pageshow", () => { delete form.dataset.sent; });
    const first = one("#loi") || one(".f input, .f textarea, .f select", form) || button;
    if (first && document.activeElement === document.body) first.focus();
    all(".ask [name=chon]", form).forEach((tick) => tick.addEventListener("change", () => {
      if (tick.checked) one("input.in", tick.closest("tr")).focus();
    }));
  } else if (one("#loi")) one("#loi").focus();

  /* ---- the register's filters stand in the address, and are there again when the register is opened the next time ---- */
  const BOOK = "desk.register", filters = one(".filters");
  const book = all(".pl").find((item) => item.pathname === (filters ? location.pathname : "/can-bo/so-sach"));
  try {
    if (filters && location.search) localStorage.setItem(BOOK, location.search.replace(/&?sau=[^&]*/, ""));
    if (book && !filters) book.search = localStorage.getItem(BOOK) || "";
  } catch { /* not kept */ }

  /* ---- typing is being there: otherwise a long text would end with its writer signed out ---- */
  let told = Date.now();
  document.addEventListener("input", () => {
    if (Date.now() - told < 120000) return;
    told = Date.now();
    fetch("/can-bo/bao-ve", { method: "HEAD" }).catch(() => { /* the network is away; the next time */ });
  });

  /* ---- live counts ---- */
  const table = one("[data-poll]");
  if (table) {
    const before = Object.fromEntries(all("[data-count]").map((b) => [b.dataset.count, b.textContent]));
    const ask = async () => {
      if (document.hidden) return;
      try {
        const answer = await fetch(table.dataset.poll, { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        const { counts, at } = await answer.json();
        all("[data-count]").forEach((b) => { b.textContent = counts[b.dataset.count] ?? b.textContent; });
        one("[data-at]").textContent = at;
        one("[data-news]").hidden = counts[table.dataset.tab] === before[table.dataset.tab];
      } catch { /* the network is away; the next time */ }
    };
    setInterval(ask, 30000);
    document.addEventListener("visibilitychange", ask);
  }
})();

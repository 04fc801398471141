// Small help while filling in: communes follow the chosen province without a reload, a long list can be searched by
// typing without diacritics, digits are counted, and a form is never sent twice by a double press.
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  // A long list becomes one box: type a few letters, choose below. The list itself stays in the form and is what is sent.
  let boxes = 0;
  function searchable(select) {
    if (select.options.length < 12 || select.dataset.searched) return;
    select.dataset.searched = "1";
    const number = ++boxes, input = document.createElement("input"), list = document.createElement("ul");
    const label = select.labels[0];
    let shown = [], at = -1;
    for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    Object.assign(input, { className: "in", type: "text", autocomplete: "off", placeholder: select.dataset.search, id: select.id });
    Object.assign(list, { className: "pick", id: `chon-${number}`, hidden: true });
    select.id = `${select.id}-list`;
    if (label) label.htmlFor = input.id;
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label ? label.textContent : select.dataset.search);
    select.classList.add("vh");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.before(input, list);
    const reflect = () => { input.value = select.value ? select.selectedOptions[0].text : ""; };
    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (option) => {
      const changed = select.value !== option.value;
      select.value = option.value;
      reflect();
      close();
      if (changed) select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const mark = (to) => {
      at = to;
      [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
      if (at < 0) return;
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const open = (wanted) => {
      const words = plain(wanted).trim();
      const fits = [...select.options].filter((option) => option.value && plain(option.text).includes(words));
      const starts = (option) => plain(option.text).split(" ").some((_, place, all) => all.slice(place).join(" ").startsWith(words));
      shown = [...fits.filter(starts), ...fits.filter((option) => !starts(option))];
      list.replaceChildren(...shown.map((option, place) => {
        const item = document.createElement("li");
        item.id = `chon-${number}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.text;
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); });
        item.addEventListener("click", () => choose(option));
        return item;
      }));
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      at = -1;
    };
    input.addEventListener("focus", () => { input.select(); open(""); });
    input.addEventListener("click", () => { if (list.hidden) open(""); });
    input.addEventListener("input", () => open(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open(input.value);
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (shown.length) mark((at + step + shown.length) % shown.length);
      } else if (event.key === "Enter" && !list.hidden && shown.length) {
        event.preventDefault();
        choose(shown[Math.max(at, 0)]);
      } else if (event.key === "Escape") {
        reflect();
        close();
      }
    });
    input.addEventListener("blur", () => {
      const words = plain(input.value).trim();
      const same = [...select.options].filter((option) => option.value && plain(option.text) === words);
      const only = same.length ? same : shown.filter((option) => words && plain(option.text).includes(words));
      if (!words) choose(select.options[0]);
      else if (only.length === 1) choose(only[0]);
      else { reflect(); close(); }
    });
    select.addEventListener("xaso:refilled", reflect);
    reflect();
  }

  let asked = 0;
  document.addEventListener("change", async (event) => {
    const province = event.target;
    if (!province.matches || !province.matches("select[data-communes]")) return;
    const commune = province.form.elements[province.dataset.fills];
    const mine = ++asked;
    const answer = await fetch(`${province.dataset.communes}?tinh=${encodeURIComponent(province.value)}`);
    if (!answer.ok || mine !== asked || !commune) return;
    const first = new Option(commune.options[0] ? commune.options[0].text : "", "");
    const named = (await answer.json()).communes.map(([code, name]) => new Option(name, code));
    commune.replaceChildren(first, ...named);
    commune.dispatchEvent(new Event("xaso:refilled"));
    searchable(commune);
  });
  // Questions that another answer on this page brings up.
  const meets = (condition, value) => {
    if (condition.all) return condition.all.every((part) => meets(part, value));
    if (condition.any) return condition.any.some((part) => meets(part, value));
    if (condition.not) return !meets(condition.not, value);
    const have = value(condition.field);
    if ("is" in condition) return have === String(condition.is);
    if ("is_not" in condition) return have !== String(condition.is_not);
    if ("in" in condition) return condition.in.map(String).includes(have);
    return (have !== "") === condition.filled;
  };
  document.querySelectorAll("template[data-if]").forEach((template) => {
    const box = document.createElement("div");
    box.className = "q";
    box.dataset.if = template.dataset.if;
    box.append(template.content);
    template.replaceWith(box);
  });
  const conditional = document.querySelectorAll("div[data-if]");
  const ask = () => conditional.forEach((box) => {
    const form = new FormData(box.closest("form"));
    box.hidden = !meets(JSON.parse(box.dataset.if), (key) => String(form.get(key) || ""));
  });
  if (conditional.length) {
    // While typing, not when the box is left: a button that moves under the finger is not pressed.
    for (const event of ["input", "change"]) document.addEventListener(event, ask);
    ask();
  }

  document.querySelectorAll("select[data-search]").forEach(searchable);
  document.querySelectorAll("[data-only-without-js]").forEach((part) => part.remove());

  document.querySelectorAll("input[data-digits]").forEach((input) => {
    const line = document.createElement("p");
    line.className = "count";
    input.after(line);
    const count = () => {
      const have = input.value.replace(/\D/g, "").length;
      line.textContent = have ? input.dataset.digits.replace("{n}", have) : "";
    };
    input.addEventListener("input", count);
    count();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

  const errors = document.getElementById("loi");
  if (errors) errors.focus();
})();

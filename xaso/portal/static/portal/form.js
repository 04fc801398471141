// Small help while filling in: communes follow the chosen province without a reload, a long list can be searched by
// typing without diacritics, digits are counted, and a form is never sent twice by a double press.
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

  function searchable(select) {
    if (select.options.length < 12 || select.dataset.searched) return;
    select.dataset.searched = "1";
    const box = document.createElement("input");
    box.className = "in";
    box.type = "search";
    box.autocomplete = "off";
    box.placeholder = select.dataset.search;
    box.setAttribute("aria-label", select.dataset.search);
    let all = [...select.options].map((option) => [option, plain(option.text)]);
    select.before(box);
    box.addEventListener("input", () => {
      const wanted = plain(box.value).trim();
      const kept = all.filter(([option, text]) => !option.value || text.includes(wanted));
      select.replaceChildren(...kept.map(([option]) => option));
      if (wanted && kept.length > 1) {
        kept[1][0].selected = true;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
    select.addEventListener("xaso:refilled", () => { all = [...select.options].map((o) => [o, plain(o.text)]); box.value = ""; });
  }

  let asked = 0;
  document.addEventListener("change", async (event) => {
    const province = event.target;
    if (!province.matches || !province.matches("select[data-communes]")) return;
    const commune = document.getElementById(province.dataset.fills);
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
    document.addEventListener("change", ask);
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

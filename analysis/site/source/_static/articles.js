/* The list of articles: the page has the first of them, and files those behind, a page each. The address
   keeps the page, "#page=3". Text only ever becomes text, never markup. */
"use strict";

const articles = (() => {
  const root = document.querySelector(".articles-view"), find = (name) => root.querySelector(`[data-part="${name}"]`);
  const pager = find("pager"), { base, pages } = pager.dataset, first = [...find("lines").children];
  let received, number = 0;

  function receive(_, value) { received = value; }
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.onload = () => { script.remove(); resolve(typeof received === "string" ? unpack(received).then(JSON.parse) : received); };
      script.onerror = () => { script.remove(); reject(new Error(`${name}.js is missing.`)); };
      script.src = `${base}${name}.js`;
      document.head.append(script);
    });
  }

  function day(text) {
    const made = document.createElement("span");
    made.className = "date";
    made.textContent = text;
    return made;
  }
  function lineElement([href, title, outlet, from, to, words, quotations, matches, flags]) {
    const line = document.createElement("tr"), link = document.createElement("a");
    link.href = href;
    link.textContent = title;
    const published = !from ? ["not known"] : to && to !== from ? [day(from), " to ", day(to)] : [day(from)];
    const count = (n) => [n.toLocaleString("en")];
    for (const [name, label, content] of [["th", "", [link]], ["td", "", [outlet ?? ""]], ["td", "", published], ["td", "words", count(words)],
      ["td", "passages of speech", count(quotations)], ["td", "uses of framing words", count(matches)], ["td", "flags", [flags ?? ""]]]) {
      const cell = document.createElement(name);
      if (name === "th") cell.scope = "row";
      if (label) cell.dataset.name = label;
      if (label && label !== "flags") cell.className = "n";
      cell.append(...content);
      line.append(cell);
    }
    return line;
  }

  async function show() {
    const asked = parseInt(new URLSearchParams(location.hash.slice(1)).get("page"), 10) || 1, own = Math.min(Math.max(asked, 1), pages) - 1;
    number = own;
    const lines = own ? (await load(`list-${own}`)).map(lineElement) : first;
    if (own !== number) return;                 // another page was asked for meanwhile
    find("lines").replaceChildren(...lines);
    find("page").value = own + 1;
    for (const [name, off] of [["first", !own], ["previous", !own], ["next", own + 1 >= pages], ["last", own + 1 >= pages]]) find(name).disabled = off;
    find("status").textContent = "";
    pager.hidden = false;
  }
  const start = () => show().catch((error) => { find("status").textContent = sayFailure(error); });
  const turn = (to) => { location.hash = `page=${to}`; root.scrollIntoView(); };
  for (const [name, to] of [["first", () => 1], ["previous", () => number], ["next", () => number + 2], ["last", () => pages]]) {
    find(name).addEventListener("click", () => turn(to()));
  }
  find("page").addEventListener("change", (event) => { if (event.target.value) turn(event.target.value); });
  addEventListener("hashchange", start);
  addEventListener("DOMContentLoaded", start);
  return { receive };
})();

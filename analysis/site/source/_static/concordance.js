/* The concordance: lines loaded in shards, so that a tab stays small with a million of them.
   Nothing is fetched: shards are scripts, which a page opened from a folder may load.
   Text only ever becomes text (textContent), never markup. */
"use strict";

const concordance = (() => {
  const PAGE = 50, KEPT = 60;                   // lines shown at once, shards kept in memory
  const OPENS = "#counted=yes";                 // what a bare address asks for, where any line is counted
  const root = document.querySelector(".concordance-view");
  const { base, article: inArticle, raw: inFile } = root.dataset;
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const body = find("lines"), status = find("status"), search = find("search");
  const waiting = new Map(), coming = new Map(), shards = new Map(), columns = new Map();
  const state = { page: 0, sort: "", down: false, q: "", chosen: {} };
  let index, selected = null, run = 0, lastHash = null;

  // Loading ---------------------------------------------------------------------------
  function receive(name, value) { waiting.get(name)(value); }

  function load(name) {
    if (!coming.has(name)) coming.set(name, fetchScript(name).finally(() => coming.delete(name)));
    return coming.get(name);
  }

  function fetchScript(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      let got;
      waiting.set(name, (value) => { got = value; });
      script.onload = () => { waiting.delete(name); script.remove(); resolve(typeof got === "string" ? unpack(got).then(JSON.parse) : got); };
      script.onerror = () => { waiting.delete(name); script.remove(); reject(new Error(`${name}.js is missing.`)); };
      script.src = `${base}${name}.js`;
      document.head.append(script);
    });
  }

  async function shard(number) {
    if (!shards.has(number)) shards.set(number, await load(`rows-${number}`));
    const rows = shards.get(number);
    shards.delete(number);                      // the last used comes last
    shards.set(number, rows);
    if (shards.size > KEPT) shards.delete(shards.keys().next().value);
    return rows;
  }

  async function column(name) {
    if (!columns.has(name)) {
      const [width, packed] = await load(`column-${name}`);
      const bytes = Uint8Array.from(atob(packed), (byte) => byte.charCodeAt(0));
      columns.set(name, new { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width](bytes.buffer));
    }
    return columns.get(name);
  }

  // Choosing, searching, sorting: arithmetic on line numbers ---------------------------
  async function choose() {
    const wanted = Object.entries(state.chosen).map(([name, chosen]) =>
      [name, new Set(chosen.flatMap((number) => index.choices[name][number][2]))]);
    const numbers = await Promise.all(wanted.map(([name]) => column(name)));
    if (!wanted.length) return null;
    const kept = new Uint32Array(index.n);
    let n = 0;
    for (let line = 0; line < index.n; line++) {
      if (wanted.every(([, codes], at) => codes.has(numbers[at][line]))) kept[n++] = line;
    }
    return kept.slice(0, n);
  }

  // Cleaning made quotation marks straight and blanks single; what is typed gets the same.
  const fold = (text) => text.toLowerCase().replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"').replace(/\s+/g, " ").trim();

  function shardNumbers(lines) {                // of all shards that contain one of the lines, in order
    const numbers = [];
    if (!lines) for (let at = 0; at * index.shard < index.n; at++) numbers.push(at);
    else for (const line of lines) {
      const number = Math.floor(line / index.shard);
      if (numbers[numbers.length - 1] !== number) numbers.push(number);
    }
    return numbers;
  }

  async function scan(lines, own) {             // shard by shard, a few on their way, none kept
    const query = fold(state.q), hits = [], numbers = shardNumbers(lines);
    const total = lines ? lines.length : index.n;
    const fetched = (at) => at < numbers.length && (shards.get(numbers[at]) || load(`rows-${numbers[at]}`));
    const ahead = [0, 1, 2, 3].map(fetched);
    for (let shardAt = 0, at = 0; shardAt < numbers.length; shardAt++) {
      const number = numbers[shardAt], rows = await ahead.shift();
      ahead.push(fetched(shardAt + 4));
      if (own !== run) return null;             // another search has begun
      for (; at < total; at++) {
        const line = lines ? lines[at] : at;
        if (Math.floor(line / index.shard) !== number) break;
        const [left, node, right, article, , , speaker] = rows[line % index.shard];
        if (`${left}${node}${right}\n${speaker || ""}\n${article}`.toLowerCase().includes(query)) hits.push(line);
      }
      if (shardAt % 20 === 19) status.textContent =
        `Searching: ${Math.round(100 * at / total)}% read, ${hits.length.toLocaleString("en")} lines found.`;
    }
    return Uint32Array.from(hits);
  }

  async function order(lines) {                 // counting sort: stable, and quick for a million
    if (!state.sort) return lines;
    const ranks = await column(state.sort);
    const all = lines || Uint32Array.from({ length: index.n }, (_, line) => line);
    let most = 0;
    for (const line of all) if (ranks[line] > most) most = ranks[line];
    const place = new Uint32Array(most + 2);
    const key = (line) => state.down ? most - ranks[line] : ranks[line];
    for (const line of all) place[key(line) + 1]++;
    for (let at = 1; at < place.length; at++) place[at] += place[at - 1];
    const sorted = new Uint32Array(all.length);
    for (const line of all) sorted[place[key(line)]++] = line;
    return sorted;
  }

  async function update(keepPage) {
    const own = ++run;
    if (!keepPage) state.page = 0;
    let lines = await choose();
    if (state.q) lines = await scan(lines, own);
    if (own !== run) return;
    lines = await order(lines);
    if (own !== run) return;
    selected = lines;
    await show();
    remember();
  }

  // Showing ---------------------------------------------------------------------------
  const count = () => selected ? selected.length : index.n;
  const pages = () => Math.max(1, Math.ceil(count() / PAGE));

  async function show() {
    const own = run;
    state.page = Math.min(Math.max(state.page, 0), pages() - 1);
    const first = state.page * PAGE, last = Math.min(first + PAGE, count());
    const rows = [];
    for (let at = first; at < last; at++) {
      const line = selected ? selected[at] : at;
      rows.push((await shard(Math.floor(line / index.shard)))[line % index.shard]);
    }
    if (own !== run) return;
    body.replaceChildren(...rows.map(lineElement));
    status.textContent = count()
      ? `${count().toLocaleString("en")} of ${index.n.toLocaleString("en")} lines; shown are ${(first + 1).toLocaleString("en")} to ${last.toLocaleString("en")}.`
      : "No line. Try fewer words, or clear a filter.";
    find("page").textContent = `Page ${(state.page + 1).toLocaleString("en")} of ${pages().toLocaleString("en")}`;
    for (const [name, off] of [["first", !state.page], ["previous", !state.page],
      ["next", last >= count()], ["last", last >= count()]]) find(name).disabled = off;
    for (const head of root.querySelectorAll("th[data-sort]")) {
      const is = head.dataset.sort === state.sort;
      if (is) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function lineElement(row) {
    const line = document.createElement("tr");
    const [left, node, right, article, frame, voice, speaker, status, counted, start, end, sentence, id] = row;
    const link = document.createElement("a");
    link.href = inArticle.replace("*", article) + (id ? `row-${id}` : `s${sentence}`);
    link.textContent = node;
    const place = document.createElement("a");
    place.href = `${inFile.replace("*", article)}c${start}-${end}`;
    place.textContent = `${start.toLocaleString("en")}–${end.toLocaleString("en")}`;
    place.className = "raw-link";
    for (const [name, content] of [["left", left], ["node", [link, place]], ["right", right],
      ["speaker", speaker || "–"], ["voice", voice], ["frame", frame], ["status", status || "–"], ["article", article], ["counted", counted],
      ["sentence", String(sentence)]]) {
      const cell = document.createElement(name === "node" ? "th" : "td");
      if (name === "node") cell.scope = "row";
      cell.className = name;
      cell.append(...[content ?? "–"].flat());
      line.append(cell);
    }
    return line;
  }

  async function save() {                       // shard by shard, as they are shown
    const rows = [], own = run;
    for (let at = 0; at < count(); at++) {
      const line = selected ? selected[at] : at;
      rows.push((await shard(Math.floor(line / index.shard)))[line % index.shard]);
      if (own !== run) return;
    }
    saveCsv("framing-words.csv", [index.fields, ...rows]);
  }

  // The address keeps what was asked for, so that a list of lines can be cited ------------
  function remember() {
    const said = new URLSearchParams();
    if (state.q) said.set("q", state.q);
    for (const [name, codes] of Object.entries(state.chosen)) {
      for (const code of codes) said.append(name, index.choices[name][code][0] ?? "");
    }
    if (state.sort) said.set("sort", (state.down ? "-" : "") + state.sort);
    if (state.page) said.set("page", state.page + 1);
    const asked = location.search.length > 1;   // a link from another page; from now on the hash holds
    const hash = `#${said}` === "#" ? "#all" : `#${said}`;
    if (hash === (location.hash || (asked ? "" : OPENS))) return;
    location.replace(hash);                     // no new entry in the history
    lastHash = location.hash;
  }

  // Of many articles the page has no list: their names are in files of their own.
  async function findArticles(asked) {
    if (!index.names) return;
    const choices = index.choices.doc_id ??= [];
    for (const name of asked.filter((one) => !choices.some(([value]) => value === one))) {
      const part = index.names.findLastIndex((one) => one <= name), found = part < 0 ? {} : await load(`names-${part}`);
      if (Object.hasOwn(found, name)) choices.push([name, found[name][0], [found[name][1]]]);
    }
  }

  async function recall() {
    const isAny = index.choices.counted.some(([value]) => value === "yes");
    const said = new URLSearchParams((location.hash || location.search || (isAny ? OPENS : "")).slice(1));
    await findArticles(said.getAll("doc_id"));
    state.q = search.value = said.get("q") || "";
    state.chosen = {};
    for (const [name, values] of Object.entries(index.choices)) {
      const asked = said.getAll(name);
      const codes = values.flatMap(([value], code) => asked.includes(value ?? "") ? [code] : []);
      if (asked.length) state.chosen[name] = codes;     // asked for and not there: no line
      const choice = find(`choose-${name}`);
      if (choice) choice.value = !asked.length ? "" : codes.length === 1 ? codes[0] : "several";
    }
    const sort = said.get("sort") || "";
    state.down = sort.startsWith("-");
    const name = sort.replace("-", "");
    state.sort = root.querySelector(`th[data-sort="${CSS.escape(name)}"]`) ? name : "";
    state.page = Math.max(0, (parseInt(said.get("page"), 10) || 1) - 1);
    return update(true);
  }

  const fail = (error) => { status.textContent = sayFailure(error, "choose fewer lines by a filter"); };
  const again = () => update().catch(fail);
  function listen() {
    let pause;
    find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      state.q = search.value;
      again();
    });
    search.addEventListener("input", () => {    // as one types only where that is quick
      clearTimeout(pause);
      if (index.n <= 20000) pause = setTimeout(() => { state.q = search.value; again(); }, 300);
    });
    for (const name of Object.keys(index.choices)) {
      find(`choose-${name}`)?.addEventListener("change", (event) => {
        if (event.target.value === "") delete state.chosen[name];
        else if (event.target.value !== "several") state.chosen[name] = [Number(event.target.value)];
        again();
      });
    }
    for (const head of root.querySelectorAll("th[data-sort] button")) {
      head.addEventListener("click", () => {
        const name = head.closest("th").dataset.sort;
        state.down = state.sort === name && !state.down;
        state.sort = name;
        again();
      });
    }
    const turn = { first: () => 0, previous: () => state.page - 1, next: () => state.page + 1, last: () => pages() - 1 };
    for (const [name, to] of Object.entries(turn)) {
      find(name).addEventListener("click", () => { state.page = to(); show().then(remember, fail); });
    }
    find("save").addEventListener("click", () => save().catch(fail));
    addEventListener("hashchange", () => { if (location.hash !== lastHash) recall().catch(fail); });
  }

  async function start() {
    index = await load("index");
    for (const part of root.querySelectorAll("form[hidden], p[hidden]")) part.hidden = false;
    listen();
    await recall();
  }

  addEventListener("DOMContentLoaded", () => start().catch(fail));
  return { receive };
})();

/* The concordance of words. Sentences come in shards, as scripts, which a page opened from a folder may
   load; an index says which shards hold a term. Text only ever becomes text, never markup. */
"use strict";

const concordance = (() => {
  const PAGE = 50, CONTEXT = 90, VOICES = ["narrator", "indirect", "direct"], FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
  const WORD = /[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu;      // as words.py has it
  const root = document.querySelector(".words-view");
  const base = root.dataset.base, articles = root.dataset.articles;
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const status = find("status"), search = find("search"), waiting = new Map(), loaded = new Map();
  const FILTERS = ["group", "voice", "speaker", "frame"];
  let index, hits = [], shown = [], page = 0, run = 0, lastHash = null;

  function receive(name, value) { waiting.get(name)?.(value); }
  function load(name) {
    if (!loaded.has(name)) loaded.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      let got;
      waiting.set(name, (value) => { got = value; });
      script.onload = () => { script.remove(); resolve(got); };
      script.onerror = () => { script.remove(); loaded.delete(name); reject(new Error(`${name}.js is missing.`)); };
      script.src = `${base}${name}.js`;
      document.head.append(script);
    }));
    return loaded.get(name);
  }

  const fold = (word) => word.toLowerCase().replaceAll("’", "'").replace(/'s$/, "");
  const glob = (word) => new RegExp("^" + word.replace(/[.+^${}()|\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".") + "$", "u");
  const parse = (query) => query.trim().split(/\s+/).filter(Boolean).map((word) => fold(word.replace(/^["“”]+|["“”,;:!]+$/gu, ""))).filter(Boolean);

  // Which shards can hold the query: those that hold a term for each of its words.
  async function shardsOf(words) {
    let common = null;
    for (const word of words) {
      const letter = /^[a-z0-9]/.test(word) ? [word[0]] : /^[*?[]/.test(word) ? index.letters : ["other"];
      const pattern = glob(word), plain = !/[*?[]/.test(word), found = new Set();
      for (const name of letter.filter((one) => index.letters.includes(one))) {
        const terms = await load(`terms-${name}`);
        if (plain) for (const shard of Object.hasOwn(terms, word) ? terms[word] : []) found.add(shard);
        else for (const term in terms) if (pattern.test(term)) for (const shard of terms[term]) found.add(shard);
      }
      common = common === null ? found : new Set([...common].filter((shard) => found.has(shard)));
    }
    return [...(common ?? [])].sort((one, other) => one - other);
  }

  function scanSentence(row, patterns, add) {
    const words = [...row[2].matchAll(WORD)].map((match) => [fold(match[0]), match.index, match.index + match[0].length]);
    for (let at = 0; at + patterns.length <= words.length; at++) {
      if (!patterns.every((pattern, step) => pattern.test(words[at + step][0]))) continue;
      const gap = words.slice(at, at + patterns.length).some(([, start], step) => step && /[^\s"'“”‘’-]/.test(row[2].slice(words[at + step - 1][2], start)));
      if (!gap) add(words[at][1], words[at + patterns.length - 1][2]);      // no phrase across a comma or a stop
    }
  }

  function hitOf(row, start, end) {
    const [doc, sentence, text, voices, frames] = row;
    const held = voices.find(([to]) => start < to) ?? voices.at(-1) ?? [0, 0, -1];
    const own = [...new Set(frames.filter(([from, to]) => start < to && end > from).map(([, , frame]) => frame))];
    return { doc, sentence, left: text.slice(0, start), node: text.slice(start, end), right: text.slice(end), voice: held[1], speaker: held[2], frames: own };
  }

  async function lookUp() {
    const own = ++run, words = parse(search.value);
    hits = [];
    if (words.length) {
      const patterns = words.map(glob), shards = await shardsOf(words);
      for (const [number, shard] of shards.entries()) {
        const rows = await load(`sentences-${shard}`);
        if (own !== run) return;
        for (const row of rows) scanSentence(row, patterns, (start, end) => hits.push(hitOf(row, start, end)));
        if (loaded.size > 80) loaded.delete(`sentences-${shard}`);
        if (number % 10 === 9) status.textContent = `Looking up: ${number + 1} of ${shards.length} parts read, ${hits.length.toLocaleString("en")} lines found.`;
      }
    }
    page = 0;
    choose();
  }

  const values = { group: (hit) => index.groups[hit.doc], voice: (hit) => VOICES[hit.voice], speaker: (hit) => index.speakers[hit.speaker] ?? "nobody named" };
  const has = (hit, name, value) => name === "frame" ? hit.frames.some((frame) => index.frames[frame] === value) : values[name](hit) === value;
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, "").trim();
  const keys = { left: (hit) => plain(hit.left).split(/\s+/).reverse().join(" "), right: (hit) => plain(hit.right), node: (hit) => plain(hit.node) };

  function choose() {
    shown = hits.filter((hit) => FILTERS.every((name) => !find(`choose-${name}`).value || has(hit, name, find(`choose-${name}`).value)));
    const key = keys[find("sort").value];
    if (key) shown = shown.map((hit) => [key(hit), hit]).sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0).map(([, hit]) => hit);
    show();
    remember();
  }

  function bars(title, counts, totals) {
    const part = document.createElement("figure"), most = Math.max(...counts.values(), 1);
    const caption = document.createElement("figcaption");
    caption.textContent = title;
    part.append(caption);
    for (const [name, n] of [...counts].slice(0, 12)) {
      const row = document.createElement("p"), bar = document.createElement("span"), rate = totals.get(name);
      bar.className = "bar"; bar.style.width = `${(100 * n) / most}%`;
      row.append(`${name}: ${n.toLocaleString("en")}` + (rate ? ` (${((1000 * n) / rate).toFixed(1)} per 1,000 words)` : ""), bar);
      part.append(row);
    }
    return part;
  }
  function countBy(name) {
    const counts = new Map();
    for (const hit of shown) counts.set(values[name](hit), (counts.get(values[name](hit)) ?? 0) + 1);
    return new Map([...counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)));
  }
  function totalsBy(name) {
    const totals = new Map();
    index.words.forEach((row, doc) => row.forEach((n, voice) => {
      const group = name === "group" ? index.groups[doc] : VOICES[voice];
      totals.set(group, (totals.get(group) ?? 0) + n);
    }));
    return totals;
  }

  function show() {
    const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1), query = search.value.trim();
    page = Math.min(Math.max(page, 0), last);
    find("table").hidden = find("pager").hidden = !shown.length;
    status.textContent = !query ? `${index.n.toLocaleString("en")} sentences can be searched.`
      : shown.length ? `${shown.length.toLocaleString("en")} lines with “${query}” in ${new Set(shown.map((hit) => hit.doc)).size} of ${index.docs.length} articles.`
      : `No line with “${query}”. Try its beginning followed by a star, or clear a filter.`;
    find("bars").replaceChildren(...(shown.length ? [bars("By voice", countBy("voice"), totalsBy("voice")), bars("By group", countBy("group"), totalsBy("group")), bars("By speaker", countBy("speaker"), new Map())] : []));
    find("lines").replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(lineElement));
    find("page").textContent = `Page ${page + 1} of ${last + 1}`;
    find("previous").disabled = !page; find("next").disabled = page === last;
  }
  function lineElement(hit) {
    const line = document.createElement("tr"), link = document.createElement("a");
    link.href = `${articles}${index.docs[hit.doc][0]}.html#s${hit.sentence}`;
    link.textContent = hit.node;
    const left = hit.left.length > CONTEXT ? `… ${hit.left.slice(-CONTEXT).replace(/^\S*\s/, "")}` : hit.left;
    const right = hit.right.length > CONTEXT ? `${hit.right.slice(0, CONTEXT).replace(/\s\S*$/, "")} …` : hit.right;
    for (const [name, content] of [["left", left], ["node", link], ["right", right], ["article", index.docs[hit.doc][1]], ["voice", VOICES[hit.voice]],
      ["speaker", index.speakers[hit.speaker] ?? "–"], ["frame", hit.frames.map((frame) => index.frames[frame]).join(", ") || "–"]]) {
      const cell = document.createElement(name === "node" ? "th" : "td");
      if (name === "node") cell.scope = "row";
      cell.className = name;
      cell.append(content);
      line.append(cell);
    }
    return line;
  }

  function save() {
    const cell = (value) => `"${(FORMULA.test(value) ? "'" : "") + String(value).replaceAll('"', '""')}"`;
    const rows = shown.map((hit) => [hit.left, hit.node, hit.right, index.docs[hit.doc][1], index.groups[hit.doc], hit.sentence, VOICES[hit.voice], index.speakers[hit.speaker] ?? "", hit.frames.map((frame) => index.frames[frame]).join("; ")]);
    const text = [["left", "node", "right", "doc_id", "group", "sentence", "voice", "speaker", "frames"], ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = "lines.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // The address keeps the query ------------------------------------------------------------
  function remember() {
    const said = new URLSearchParams();
    if (search.value.trim()) said.set("q", search.value.trim());
    for (const name of [...FILTERS.map((one) => `choose-${one}`), "sort"]) if (find(name).value) said.set(name.replace("choose-", ""), find(name).value);
    const hash = `#${said}`;
    if (hash === (location.hash || "#")) return;
    location.replace(hash);
    lastHash = location.hash;
  }
  function recall() {
    const said = new URLSearchParams((location.hash || location.search).slice(1));
    search.value = said.get("q") ?? "";
    for (const name of FILTERS) find(`choose-${name}`).value = said.get(name) ?? "";
    find("sort").value = said.get("sort") ?? "";
    return lookUp();
  }

  async function start() {
    index = await load("index");
    const lists = { group: [...new Set(index.groups)].sort(), voice: VOICES, speaker: [...index.speakers, "nobody named"].slice(0, 300), frame: index.frames };
    for (const name of FILTERS) find(`choose-${name}`).append(...lists[name].map((value) => new Option(value, value)));
    find("form").hidden = false;
    find("form").addEventListener("submit", (event) => { event.preventDefault(); lookUp(); });
    for (const name of [...FILTERS.map((one) => `choose-${one}`), "sort"]) find(name).addEventListener("change", () => { page = 0; choose(); });
    find("previous").addEventListener("click", () => { page--; show(); });
    find("next").addEventListener("click", () => { page++; show(); });
    find("save").addEventListener("click", save);
    addEventListener("hashchange", () => { if (location.hash !== lastHash) recall(); });
    await recall();
  }

  addEventListener("DOMContentLoaded", () => start().catch((error) => { status.textContent = String(error.message); }));
  return { receive };
})();

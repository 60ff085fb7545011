/* The concordance of words. Sentences come in shards, as scripts, which a page opened from a folder may
   load; an index says which shards contain a word. Without a query, the passages of what is chosen are the
   lines. Text only ever becomes text, never markup. */
"use strict";

const concordance = (() => {
  const PAGE = 50, CONTEXT = 90, KEPT = 80, AHEAD = 4, BARS = 12, SUMS = 500, VOICES = ["narrator", "indirect", "direct"];
  const FILTERS = ["article", "group", "voice", "speaker", "role", "frame", "copies"];
  const root = document.querySelector(".words-view"), { base, article: inArticle, raw: inFile } = root.dataset;
  const find = (name) => root.querySelector(`[data-part="${name}"]`);
  const status = find("status"), search = find("search"), sort = find("sort"), waiting = new Map(), loaded = new Map();
  const state = { page: 0, chosen: {}, unit: "lines" };
  let index, word, hits = null, shown = [], run = 0, lastHash = null;

  // Loading -----------------------------------------------------------------------------
  function receive(name, value) { waiting.get(name)?.(value); }
  function load(name) {
    if (!loaded.has(name)) loaded.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      let got;
      waiting.set(name, (value) => { got = value; });
      script.onload = () => { script.remove(); resolve(typeof got === "string" ? unpack(got).then(JSON.parse) : got); };
      script.onerror = () => { script.remove(); loaded.delete(name); reject(new Error(`${name}.js is missing.`)); };
      script.src = `${base}${name}.js`;
      document.head.append(script);
    }));
    return loaded.get(name);
  }

  // Words and patterns, as the study has them ---------------------------------------------
  const fold = (text) => text.normalize("NFC").toLowerCase().replaceAll("\u00ad", "").replaceAll("’", "'").replace(/[‐‑]/g, "-").replace(/'s$/, "");
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const glob = (text) => {
    const body = text.split(/(\*|\?|\[[^\]]+\])/).map((part) => ({ "*": ".*", "?": "." })[part] ?? (/^\[.+\]$/.test(part) ? part : escaped(part))).join("");
    try { return new RegExp(`^${body}$`, "su"); } catch { return new RegExp(`^${escaped(text)}$`, "u"); }
  };
  const parse = (query) => query.split("|").map((phrase) => phrase.trim().split(/\s+/)
    .map((part) => fold(part.replace(/^["“”]+|["“”,;:!]+$/gu, ""))).filter(Boolean)).filter((phrase) => phrase.length);
  const term = (text) => Object.hasOwn(index.variants, text) ? index.variants[text] : text;

  // Which shards can contain a phrase: those that contain each of its words.
  async function shardsOf(phrase) {
    let common = null;
    for (const part of phrase) {
      const letters = /^[a-z0-9]/.test(part) ? [part[0]] : /^[*?[]/.test(part) ? index.letters : ["other"];
      const pattern = glob(part), plain = !/[*?[]/.test(part), found = new Set();
      for (const name of letters.filter((one) => index.letters.includes(one))) {
        const terms = await load(`terms-${name}`);
        if (plain) for (const shard of Object.hasOwn(terms, part) ? terms[part] : []) found.add(shard);
        else for (const one in terms) if (pattern.test(one)) for (const shard of terms[one]) found.add(shard);
      }
      common = common === null ? found : new Set([...common].filter((shard) => found.has(shard)));
    }
    return [...(common ?? [])];
  }
  async function shardsOfArticles() {           // all shards, or those of the articles that are chosen
    if (!state.chosen.article) return Array.from({ length: index.shards }, (_, at) => at);
    const numbers = new Set();
    for (const name of state.chosen.article) {
      const part = index.names.findLastIndex((one) => one <= name), places = part < 0 ? {} : await load(`names-${part}`);
      const [first, last] = Object.hasOwn(places, name) ? places[name] : [0, -1];
      for (let at = first; at <= last; at++) numbers.add(at);
    }
    return [...numbers];
  }

  // From a sentence to its lines ------------------------------------------------------------
  function wordHits(row, phrases, add) {
    const words = [...row[4].matchAll(word)].map((match) => [fold(match[0]), match.index, match.index + match[0].length]);
    const fits = (pattern, text) => pattern.test(text) || pattern.test(term(text));
    const spans = new Map();                    // a line is one, however many of the phrases it fits
    for (const [number, patterns] of phrases.entries()) {
      for (let at = 0; at + patterns.length <= words.length; at++) {
        if (!patterns.every((pattern, step) => fits(pattern, words[at + step][0]))) continue;
        const gap = patterns.some((_, step) => step && !/^[ \p{Z}]*$/u.test(row[4].slice(words[at + step - 1][2], words[at + step][1])));
        const span = [words[at][1], words[at + patterns.length - 1][2]];
        if (!gap && !spans.has(span.join())) spans.set(span.join(), [...span, number]);    // no phrase across a comma or a stop
      }
    }
    for (const span of [...spans.values()].sort(([one], [other]) => one - other)) add(...span);
  }
  function passages(row, add) {
    let from = 0;
    for (const [to, , , , n] of row[5]) {
      const text = row[4].slice(from, to), start = from + text.length - text.trimStart().length;
      if (n) add(start, start + text.trim().length, 0, n);
      from = to;
    }
  }
  function framingWords(row, add) {
    const spans = new Map(row[6].map(([from, to]) => [`${from}-${to}`, [from, to]]));
    for (const [from, to] of spans.values()) add(from, to, 0);
  }
  function hitOf(row, article, start, end, phrase, n) {
    const [doc, sentence, , , text, voices, frames] = row;
    const held = voices.find(([to]) => start < to) ?? voices.at(-1);
    const own = [...new Set(frames.filter(([from, to]) => start < to && end > from).map(([, , frame]) => index.frames[frame]))];
    return { doc, article, sentence, phrase, n: n ?? 1, left: text.slice(0, start), node: text.slice(start, end), right: text.slice(end),
      voice: held[1], speaker: held[2], role: held[3], frames: own, place: rawPlace(row, start, end) };
  }
  function rawPlace([, , first, last, , , , shifts], start, end) {
    if (!shifts) return [first, last];          // part of a sentence that is hidden: not told where
    const at = (place) => first + place + shifts.reduce((by, [from, shift]) => from <= place ? shift : by, 0);
    return [at(start), at(end - 1) + 1];
  }

  async function lookUp() {
    const own = ++run, phrases = parse(search.value), patterns = phrases.map((phrase) => phrase.map(glob));
    const asked = phrases.length > 0 || Object.keys(state.chosen).length > 0;
    state.unit = phrases.length ? "lines" : state.chosen.frame ? "framing words" : "words";
    const scan = phrases.length ? (row, add) => wordHits(row, patterns, add) : state.chosen.frame ? framingWords : passages;
    hits = null;
    clear();
    const found = [], wanted = Object.entries(state.chosen), isWanted = (hit) => wanted.every(([name, values]) => has(hit, name, values));
    if (asked) {
      const shards = phrases.length ? [...new Set((await Promise.all(phrases.map(shardsOf))).flat())] : await shardsOfArticles();
      shards.sort((one, other) => one - other);
      const fetched = (at) => at < shards.length && load(`sentences-${shards[at]}`), ahead = Array.from({ length: AHEAD }, (_, at) => fetched(at));
      let nShown = 0;
      for (const [number, shard] of shards.entries()) {
        const [rows, told] = await ahead.shift(), articles = new Map(told.map(([doc, page, name, copy, group, words]) => [doc, { page, name, copy, group, words }]));
        ahead.push(fetched(number + AHEAD));
        if (own !== run) return;
        for (const row of rows) scan(row, (start, end, phrase, n) => {
          const hit = hitOf(row, articles.get(row[0]), start, end, phrase, n);
          if (isWanted(hit)) found.push(hit);
        });
        if (loaded.size > KEPT) loaded.delete(`sentences-${shard}`);
        if (number % 10 === 9) status.textContent = `Looking up: ${many(number + 1)} of ${many(shards.length, "part")} read, ${many(found.length, "line")} found.`;
        if (number % 10 === 9 || !nShown) nShown = showFirst(found, nShown);
      }
    }
    if (own !== run) return;
    hits = found;
    order();
  }
  // While more is looked up: the lines of the page that is asked for, as far as they are found. Sorted lines come at the end.
  function showFirst(found, nShown) {
    const last = Math.min(found.length, (state.page + 1) * PAGE);
    if (sort.value || last === nShown || last <= state.page * PAGE) return nShown;
    find("table").hidden = false;
    find("lines").replaceChildren(...found.slice(state.page * PAGE, last).map(lineElement));
    return last;
  }

  // Sorting, counting -------------------------------------------------------------
  const nameSpeaker = (hit) => hit.speaker ?? (hit.voice ? "nobody named" : "the narrator");
  const values = { article: (hit) => hit.article.name, group: (hit) => hit.article.group, voice: (hit) => VOICES[hit.voice],
    speaker: nameSpeaker, role: (hit) => hit.role ?? "none", copies: (hit) => hit.article.copy ? "yes" : "no", phrase: (hit) => parse(search.value)[hit.phrase]?.join(" ") };
  const has = (hit, name, wanted) => name === "frame" ? hit.frames.some((frame) => wanted.includes(frame)) : wanted.includes(values[name](hit));
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, "").trim();
  const keys = { left: (hit) => plain(hit.left).split(/\s+/).reverse().join(" "), right: (hit) => plain(hit.right), node: (hit) => plain(hit.node) };

  function order() {
    const key = keys[sort.value];
    shown = !key ? hits : hits.map((hit) => [key(hit), hit]).sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0).map(([, hit]) => hit);
    show();
    remember();
  }
  const total = () => shown.reduce((sum, hit) => sum + hit.n, 0);
  function countBy(name) {
    const counts = new Map();
    for (const hit of shown) counts.set(values[name](hit), (counts.get(values[name](hit)) ?? 0) + hit.n);
    return new Map([...counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)));
  }
  const sumOf = (numbers) => numbers.reduce((sum, n) => sum + n, 0);
  const wordsBy = {                             // what a count is a share of
    voice: () => new Map(index.words.map((n, voice) => [VOICES[voice], n])),
    group: () => new Map(Object.entries(index.groups).map(([group, words]) => [group, sumOf(words)])),
    article: () => new Map(shown.map(({ article }) => [article.name, sumOf(article.words)])) };
  const digits = (rate) => rate && rate < 1 ? rate.toPrecision(2) : rate.toFixed(1);
  const rate = (n, of) => !of ? "" : state.unit === "words" ? ` (${Math.round((100 * n) / of)}%)` : ` (${digits((1000 * n) / of)})`;
  function bars(title, counts, totals, more = () => "") {
    const part = document.createElement("figure"), caption = document.createElement("figcaption"), most = counts.values().next().value;
    const unit = !totals ? "" : state.unit === "words" ? " (share of its words)" : " (per 1,000 words)";
    caption.textContent = counts.size > BARS ? `${title}${unit}: the first ${BARS} of ${counts.size.toLocaleString("en")}` : title + unit;
    part.append(caption);
    for (const [name, n] of [...counts].slice(0, BARS)) {
      const row = document.createElement("p"), bar = document.createElement("span");
      bar.className = "bar"; bar.style.width = `${(100 * n) / most}%`;
      row.append(`${name}: ${n.toLocaleString("en")}${rate(n, totals?.get(name))}${more(name)}`, bar);
      part.append(row);
    }
    return part;
  }
  function allBars() {
    if (!shown.length) return [];
    const inArticles = (name) => `, in ${new Set(shown.filter((hit) => values.phrase(hit) === name).map((hit) => hit.doc)).size.toLocaleString("en")} of ${index.articles.toLocaleString("en")} articles`;
    const several = parse(search.value).length > 1;
    const list = [];
    if (several) list.push(bars("By word", countBy("phrase"), null, inArticles));
    list.push(bars("By voice", countBy("voice"), wordsBy.voice()));
    if (Object.keys(index.groups).length) list.push(bars(`By ${index.group || "group"}`, countBy("group"), wordsBy.group()));
    list.push(bars("By article", countBy("article"), wordsBy.article()), bars("By speaker", countBy("speaker")));
    return list;
  }

  // Showing ---------------------------------------------------------------------------------
  const many = (n, one = "", more = one && `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : more}`.trimEnd();
  function say() {
    const query = search.value.trim(), where = `in ${new Set(shown.map((hit) => hit.doc)).size.toLocaleString("en")} of ${many(index.articles, "article")}.`;
    if (!query && !Object.keys(state.chosen).length) return `${many(index.n, "sentence or part of one", "sentences and parts of sentences")} can be searched.`;
    if (!shown.length) return query ? `No line with “${query}”. Try its beginning followed by a star, or clear a filter.` : "No passage. Clear a filter.";
    if (query) return `${many(shown.length, "line")} with “${query}” ${where}`;
    return state.unit === "words" ? `${many(total(), "word")} in ${many(shown.length, "line")} ${where}` : `${many(shown.length, "framing word")} ${where}`;
  }
  function clear() {                            // no bar, table or pager of another query
    find("table").hidden = find("pager").hidden = find("sums").hidden = true;
    find("table").classList.toggle("passages", state.unit === "words");
    find("bars").replaceChildren();
  }
  function show() {
    const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1), isPassages = state.unit === "words";
    state.page = Math.min(Math.max(state.page, 0), last);
    find("table").hidden = find("pager").hidden = !shown.length;
    find("table").classList.toggle("passages", isPassages);
    status.textContent = say();
    find("bars").replaceChildren(...allBars());
    find("lines").replaceChildren(...shown.slice(state.page * PAGE, (state.page + 1) * PAGE).map(lineElement));
    find("page").textContent = `Page ${(state.page + 1).toLocaleString("en")} of ${(last + 1).toLocaleString("en")}`;
    find("previous").disabled = !state.page; find("next").disabled = state.page === last;
    find("sums").hidden = !isPassages || !shown.length;
    find("sum-lines").replaceChildren(...(isPassages ? sumLines() : []));
  }
  function cells(line, pairs, head) {
    for (const [name, content] of pairs) {
      const cell = document.createElement(name === head ? "th" : "td");
      if (name === head) cell.scope = "row";
      cell.className = name;
      cell.append(...[content].flat());
      line.append(cell);
    }
    return line;
  }
  function anchor(href, text, name = "") {
    const link = document.createElement("a");
    link.href = href; link.textContent = text; link.className = name;
    return link;
  }
  function lineElement(hit) {
    const { page, name } = hit.article, [from, to] = hit.place;
    const left = hit.left.length > CONTEXT ? `… ${hit.left.slice(-CONTEXT).replace(/^\S*\s/, "")}` : hit.left;
    const right = hit.right.length > CONTEXT ? `${hit.right.slice(0, CONTEXT).replace(/\s\S*$/, "")} …` : hit.right;
    const isPassage = state.unit === "words", sentence = `${inArticle.replace("*", page)}s${hit.sentence}`;
    const node = [isPassage ? hit.node : anchor(sentence, hit.node), anchor(`${inFile.replace("*", page)}c${from}-${to}`, `${many(from)}–${many(to)}`, "raw-link")];
    return cells(document.createElement("tr"), [["left", left], ["node", node], ["right", right], ["speaker", nameSpeaker(hit)], ["voice", VOICES[hit.voice]],
      ["frame", hit.frames.join(", ") || "–"], ["article", isPassage ? anchor(sentence, name) : name]], "node");
  }
  function sumLines() {
    const sums = new Map();
    for (const hit of shown) {
      const key = JSON.stringify([values.article(hit), VOICES[hit.voice], nameSpeaker(hit)]), sum = sums.get(key) ?? [0, 0];
      sums.set(key, [sum[0] + 1, sum[1] + hit.n]);
    }
    const lines = [...sums].slice(0, SUMS).map(([key, [n, words]]) => {
      const [article, voice, speaker] = JSON.parse(key);
      return cells(document.createElement("tr"), [["article", article], ["", voice], ["", speaker], ["n", n.toLocaleString("en")], ["n", words.toLocaleString("en")]], "article");
    });
    if (sums.size > SUMS) lines.push(cells(document.createElement("tr"), [["article", `and ${many(sums.size - SUMS)} more`]], "article"));
    return lines;
  }

  function save() {
    const rows = shown.map((hit) => [hit.left, hit.node, hit.right, hit.article.name, hit.article.group, hit.sentence, ...hit.place, VOICES[hit.voice],
      hit.speaker, hit.role, hit.frames.join("; ")]);
    saveCsv("lines.csv", [["left", "node", "right", "doc_id", "group", "sentence", "raw_start", "raw_end", "voice", "speaker", "role", "frames"], ...rows]);
  }

  // The address keeps the query ------------------------------------------------------------
  function remember() {
    const said = new URLSearchParams();
    if (search.value.trim()) said.set("q", search.value.trim());
    for (const [name, wanted] of Object.entries(state.chosen)) for (const value of wanted) said.append(name, value);
    if (sort.value) said.set("sort", sort.value);
    if (state.page) said.set("page", state.page + 1);
    const hash = `#${said}` === "#" && location.search.length > 1 ? "#all" : `#${said}`;
    if (hash === (location.hash || "#")) return;
    location.replace(hash);
    lastHash = location.hash;
  }
  function recall() {
    const said = new URLSearchParams((location.hash || location.search).slice(1));
    search.value = said.get("q") ?? "";
    sort.value = said.get("sort") ?? "";
    if (sort.selectedIndex < 0) sort.value = "";
    state.chosen = {};
    for (const name of FILTERS) {
      const wanted = said.getAll(name).filter(Boolean);
      if (wanted.length) state.chosen[name] = wanted;
      setChoice(name);
    }
    state.page = Math.max(0, (parseInt(said.get("page"), 10) || 1) - 1);
    return lookUp();
  }
  function setChoice(name) {                    // several values at once are an option of their own
    const choice = find(`choose-${name}`), wanted = state.chosen[name];
    if (!choice) return;
    choice.querySelector("[data-several]")?.remove();
    if (wanted && (wanted.length > 1 || ![...choice.options].some((option) => option.value === wanted[0]))) {
      const several = new Option(wanted.join(", "), "several");
      several.dataset.several = "";
      choice.append(several);
      choice.value = "several";
    } else choice.value = wanted?.[0] ?? "";
  }

  const fail = (error) => { status.textContent = sayFailure(error, "look up a rarer word, or choose one article"); };
  const again = () => { state.page = 0; return lookUp().catch(fail); };
  async function start() {
    index = await load("index");
    word = new RegExp(index.word, "gu");
    const lists = { article: index.article, group: Object.keys(index.groups).sort(), voice: VOICES,
      speaker: [...index.speaker, "nobody named"], role: index.role, frame: index.frames, copies: ["no", "yes"] };
    for (const name of FILTERS) {
      const choice = find(`choose-${name}`);
      if (!choice) continue;
      choice.append(...lists[name].map((value) => new Option(value, value)));
      choice.addEventListener("change", () => {
        if (choice.value === "several") return;
        if (choice.value) state.chosen[name] = [choice.value]; else delete state.chosen[name];
        setChoice(name);
        again();                                // what is scanned depends on what is chosen
      });
    }
    find("form").hidden = false;
    find("form").addEventListener("submit", (event) => { event.preventDefault(); again(); });
    sort.addEventListener("change", () => { state.page = 0; if (hits) order(); });
    for (const [name, by] of [["previous", -1], ["next", 1]]) find(name).addEventListener("click", () => { state.page += by; show(); remember(); });
    find("save").addEventListener("click", save);
    addEventListener("hashchange", () => { if (location.hash !== lastHash) recall().catch(fail); });
    await recall();
  }

  addEventListener("DOMContentLoaded", () => start().catch(fail));
  return { receive };
})();

// Reading one sentence at a time and coding it. One interface in two places: the output of a
// notebook, where judgements go to a file through Jupyter's own contents service, and a page of its
// own, where they stay in the browser until they are saved as a file. Nothing of the machine's
// answer reaches this file: a task holds sentences, their neighbours and the codebook.

const KEYS = [..."1234567890qwertyiopfghjl"]; // n, u, s, z, m, v, k have meanings of their own
const COLUMNS = ["unit_id", "doc_id", "raw_start", "raw_end", "coder", "variable", "code", "text", "note",
  "kind", "state", "sample", "blind", "coded_at"];

// ---- the file: as the study's own tables are written, so that either side reads the other's ----

const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const cell = value => value === null || value === undefined || value === "" ? ""
  : `"${(FORMULA.test(value) ? "'" : "") + String(value).replaceAll('"', '""')}"`;

export function parseCSV(text) {
  const rows = [[]];
  let field = "", quoted = false, wasQuoted = false;
  const end = () => {
    const guarded = /^''*[=+\-@\t\r\n＝＋－＠]/.test(field);
    rows.at(-1).push(guarded ? field.slice(1) : field);
    field = ""; wasQuoted = false;
  };
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length; i++) {
    const sign = text[i];
    if (quoted && sign === '"' && text[i + 1] === '"') { field += sign; i++; }
    else if (sign === '"' && (quoted || !wasQuoted)) { quoted = !quoted; wasQuoted = true; }
    else if (!quoted && sign === ",") end();
    else if (!quoted && (sign === "\n" || sign === "\r")) {
      if (sign === "\r" && text[i + 1] === "\n") i++;
      end(); rows.push([]);
    } else field += sign;
  }
  if (field || rows.at(-1).length) end(); else rows.pop();
  const [heading, ...body] = rows;
  return heading ? body.filter(row => row.length > 1).map(row => Object.fromEntries(heading.map((name, i) => [name, row[i] ?? ""]))) : [];
}

// What is coded, by sentence: {unit_id: {codes: [{code, from, to}], voice, speaker, state, note, at}}
export function readDone(task, text) {
  const done = {}, units = new Map(task.units.map(unit => [unit.unit_id, unit]));
  for (const row of parseCSV(text)) {
    const unit = units.get(row.unit_id);
    if (!unit || row.coder !== task.coder) continue;
    let judged = done[row.unit_id];
    if (!judged || judged.at < row.coded_at)
      judged = done[row.unit_id] = {codes: [], state: "", note: "", at: row.coded_at, extra: {}};
    if (judged.at > row.coded_at) continue;
    judged.state = row.state; judged.note = row.note;
    if (row.variable !== "frame") judged.extra[row.variable] = row.code;
    else if (row.code && row.code !== "none") {
      const words = wordsOf(unit), from = words.find(w => w.raw[0] === +row.raw_start), to = words.findLast(w => w.raw[1] === +row.raw_end);
      const whole = +row.raw_start === unit.raw_start && +row.raw_end === unit.raw_end;
      judged.codes.push({code: row.code, from: whole || !from ? null : from.from, to: whole || !to ? null : to.to});
    }
  }
  for (const judged of Object.values(done)) judged.gone = judged.state === "skipped" && judged.note === BACK;
  return done;
}
const BACK = "taken back"; // the row of a judgement that was taken back: later than it, so that it stays away

const wordsOf = unit => unit.words.map(([from, to, start, end]) => ({from, to, raw: [start, end]}));

export function rowsOf(task, done) {
  const rows = [];
  for (const unit of task.units) {
    const judged = done[unit.unit_id];
    if (!judged) continue;
    const row = (variable, code, span) => {
      const words = span?.from == null ? null : wordsOf(unit).filter(w => w.from >= span.from && w.to <= span.to);
      return [unit.unit_id, unit.doc_id, words ? words[0].raw[0] : unit.raw_start, words ? words.at(-1).raw[1] : unit.raw_end,
        task.coder, variable, code, words ? unit.text.slice(span.from, span.to) : unit.text, judged.note, task.kind,
        judged.state, task.sample, task.blind ? "true" : "false", judged.at];
    };
    const frames = judged.codes.map(given => row("frame", given.code, given));
    rows.push(...(frames.length ? frames : [row("frame", judged.state === "skipped" ? "" : "none")]));
    for (const {variable} of task.extra) if (judged.extra?.[variable]) rows.push(row(variable, judged.extra[variable]));
  }
  return rows;
}

export const writeCSV = (task, done) => [COLUMNS, ...rowsOf(task, done)].map(row => row.map(cell).join(",")).join("\n") + "\n";

// Two places may have coded the same sentence: the later judgement holds, none is dropped.
export function merge(done, other) {
  let taken = 0;
  for (const [id, judged] of Object.entries(other))
    if (!done[id] || done[id].at < judged.at) { done[id] = judged; taken++; }
  return taken;
}

// ---- where judgements are kept ----

const backup = task => `coding:${task.sample}:${task.coder}`;
function keepInBrowser(task, done) {
  try { localStorage.setItem(backup(task), JSON.stringify(done)); return true; } catch { return false; }
}
function readBrowser(task) {
  try { return JSON.parse(localStorage.getItem(backup(task)) || "{}"); } catch { return {}; }
}

// In a notebook. The server names files from its own root, which the kernel cannot know: of the ends of
// the file's full path, the longest that the server opens as a file of judgements is it.
export function notebookStore(task, fullPath, written) {
  const config = document.getElementById("jupyter-config-data");
  const base = config ? JSON.parse(config.textContent).baseUrl : null;
  const cookie = (document.cookie.match(/(?:^|; )_xsrf=([^;]*)/) || [])[1];
  const address = path => `${base}api/contents/${path.map(encodeURIComponent).join("/")}`;
  const options = {credentials: "same-origin", cache: "no-store", headers: {"Content-Type": "application/json", ...(cookie ? {"X-XSRFToken": cookie} : {})}};
  const heading = written.split("\n")[0];
  let path = null;
  async function get(parts) {
    const answer = await fetch(`${address(parts)}?type=file&format=text&content=1`, options);
    return answer.ok ? (await answer.json()).content : null;
  }
  async function findPath() {
    if (path || !base) return path;
    const parts = fullPath.split(/[\\/]/).filter(Boolean);
    for (let from = 0; from < parts.length; from++) {
      const content = await get(parts.slice(from)).catch(() => null);
      if (content !== null && content.startsWith(heading)) return (path = parts.slice(from));
    }
    return null;
  }
  return {
    where: "on disk",
    async load() {
      const done = readDone(task, written), kept = readBrowser(task);
      if (await findPath()) merge(done, readDone(task, await get(path)));
      merge(done, kept);
      return done;
    },
    async save(done) {
      keepInBrowser(task, done);
      if (!await findPath()) throw new Error("the file cannot be reached through this server");
      const there = await get(path);
      if (there === null) throw new Error("the file is gone from its folder");
      const taken = merge(done, readDone(task, there));
      const content = writeCSV(task, done);
      const answer = await fetch(address(path), {...options, method: "PUT", body: JSON.stringify({type: "file", format: "text", content})});
      if (!answer.ok) throw new Error(`the server answers ${answer.status} ${answer.statusText}`);
      if (await get(path) !== content) throw new Error("the file does not hold what was written");
      return taken;
    },
  };
}

export function pageStore(task) {
  return {
    where: "in this browser",
    async load() { return merge2({}, readBrowser(task)); },
    async save(done) {
      const taken = merge(done, readBrowser(task));
      if (!keepInBrowser(task, done)) throw new Error("this browser keeps nothing for this page: save the file often");
      return taken;
    },
  };
}
const merge2 = (done, other) => (merge(done, other), done);

// ---- the interface ----

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

export async function mount(place, task, store, style) {
  const done = await store.load(), units = task.units, drafts = {}, taken = [];
  const isDone = one => Boolean(done[one.unit_id]) && !done[one.unit_id].gone;
  let at = Math.max(0, units.findIndex(one => !isDone(one))), shown = task.codes[0], caret = -1, mark = -1, busy = false;

  const root = make("section", {class: "coding", tabindex: "0", "data-lm-suppress-shortcuts": "true", "aria-label": `Coding by ${task.coder}`});
  const count = make("p", {class: "coding-count"}), bar = make("progress", {"aria-label": "Sentences read", max: units.length});
  const before = make("p", {class: "coding-near"}), after = make("p", {class: "coding-near"});
  const sentence = make("p", {class: "coding-sentence", lang: task.lang}), notes = make("ul", {class: "coding-notes"});
  const list = make("div", {role: "group", class: "coding-codes", "aria-label": "Codes"});
  const about = make("div", {class: "coding-about", "aria-live": "polite"});
  const memo = make("input", {type: "text", id: `memo-${task.coder}`});
  const memoLabel = make("label", {for: `memo-${task.coder}`}, make("kbd", {}, "m"), "Memo");
  const extra = make("div", {class: "coding-extra"}), actions = make("div", {class: "coding-actions"});
  const say = make("p", {class: "coding-say", role: "status"}), fields = {};

  const unit = () => units[at];
  const draft = () => drafts[unit().unit_id] ??= structuredClone(isDone(unit()) ? done[unit().unit_id] : {codes: [], state: "", note: "", extra: {}});
  const words = () => wordsOf(unit());
  const span = () => {
    if (mark < 0) return [null, null];
    const [low, high] = [Math.min(caret, mark), Math.max(caret, mark)];
    return [words()[low].from, words()[high].to];
  };

  for (const [number, question] of task.extra.entries()) {
    const id = `${question.variable}-${task.coder}`, key = "vk"[number] ?? "";
    const field = question.codes
      ? make("select", {id}, make("option", {value: ""}, "–"), ...question.codes.map(code => make("option", {value: code}, code)))
      : make("input", {type: "text", id});
    field.addEventListener("change", () => { draft().extra[question.variable] = field.value; });
    fields[question.variable] = {field, key};
    extra.append(make("label", {for: id}, key ? make("kbd", {}, key) : "", question.variable), field);
  }

  function toggle(code) {
    const [from, to] = span(), codes = draft().codes;
    const there = codes.findIndex(given => given.code === code && (from === null || (given.from === from && given.to === to)));
    there >= 0 ? codes.splice(there, 1) : codes.push({code, from, to});
    shown = task.codes.find(row => row.code === code);
    mark = -1;
    show();
  }

  // The next sentence shows only when this one is kept.
  async function keep(state) {
    if (busy) return;
    const id = unit().unit_id, judged = draft(), old = isDone(unit()) ? done[id] : null;
    if (state !== undefined) judged.state = state;
    judged.note = memo.value;
    for (const [variable, {field}] of Object.entries(fields)) judged.extra[variable] = field.value;
    if (judged.state === "skipped") judged.codes = [];
    done[id] = {...structuredClone(judged), at: new Date().toISOString()};
    if (!await write(id)) return;
    taken.push([id, old]);
    delete drafts[id];
    go(units.findIndex((other, number) => number > at && !isDone(other)));
  }
  async function write(id) {
    busy = true;
    say.textContent = "…";
    try {
      const others = await store.save(done);
      say.textContent = `Kept ${store.where}: ${id}.` + (others ? ` ${others} judgements from another window were taken over.` : "");
      return true;
    } catch (error) {
      say.textContent = `NOT KEPT ${store.where}: ${error.message}. It is kept in this browser: press Enter to try again, or save the file below.`;
      return false;
    } finally { busy = false; }
  }
  async function undo() {
    const last = taken.pop();
    if (!last) { say.textContent = "Nothing to take back."; return; }
    const [id, old] = last;
    at = units.findIndex(other => other.unit_id === id);
    drafts[id] = structuredClone(done[id]);
    const now = new Date().toISOString();
    done[id] = old ? {...old, at: now} : {codes: [], state: "skipped", note: BACK, at: now, extra: {}, gone: true};
    await write(id);
    show();
    say.textContent = `Taken back: ${id}. Code it again, and press Enter.`;
  }
  function go(number) {
    if (number < 0) number = units.findIndex(other => !isDone(other));
    if (number < 0) { say.textContent += " All sentences are read."; number = at; }
    at = Math.min(Math.max(number, 0), units.length - 1);
    caret = mark = -1;
    show();
  }

  function show() {
    const one = unit(), judged = draft(), number = units.filter(isDone).length;
    count.textContent = `${number} of ${units.length} read · sentence ${at + 1}` + (isDone(one) ? ` (${done[one.unit_id].state || "coded"})` : "");
    bar.value = number;
    before.textContent = one.before; after.textContent = one.after;
    notes.replaceChildren(...(one.notes || []).map(note => make("li", {}, note)));
    if (document.activeElement !== memo) memo.value = judged.note || "";
    for (const [variable, {field}] of Object.entries(fields)) if (document.activeElement !== field) field.value = judged.extra?.[variable] || "";
    const [low, high] = [Math.min(caret, mark < 0 ? caret : mark), Math.max(caret, mark)];
    const parts = [];
    let end = 0;
    words().forEach((word, i) => {
      parts.push(one.text.slice(end, word.from));
      const classes = [i === caret && "at", mark >= 0 && i >= low && i <= high && "chosen",
        judged.codes.some(given => given.from !== null && word.from < given.to && word.to > given.from) && "coded"];
      parts.push(make("span", {class: classes.filter(Boolean).join(" "), onclick: event => {
        if (event.shiftKey && caret >= 0) mark = i; else caret = mark = i;
        show(); root.focus();
      }}, one.text.slice(word.from, word.to)));
      end = word.to;
    });
    sentence.replaceChildren(...parts, one.text.slice(end));
    list.replaceChildren(...task.codes.map((row, i) => make("button", {
      type: "button", "aria-pressed": String(judged.codes.some(given => given.code === row.code)), "aria-keyshortcuts": KEYS[i] ?? null,
      onclick: () => { toggle(row.code); root.focus(); }, onmouseenter: () => { shown = row; define(); }, onfocus: () => { shown = row; define(); },
    }, make("kbd", {}, KEYS[i] ?? ""), row.code)));
    const acts = [["Enter", "keep, next", () => keep(judged.state === "skipped" ? "" : undefined)], ["n", "none of them", none], ["u", "uncertain", doubt, judged.state === "uncertain"],
      ["s", "skip", () => keep("skipped")], ["z", "undo", undo], ["PgUp", "back", () => go(Math.max(at - 1, 0))], ["PgDn", "on", () => go(Math.min(at + 1, units.length - 1))]];
    actions.replaceChildren(...acts.map(([key, label, act, pressed]) => make("button", {
      type: "button", "aria-keyshortcuts": key.replace("Pg", "Page"), "aria-pressed": pressed === undefined ? null : String(pressed),
      onclick: () => { act(); root.focus(); }}, make("kbd", {}, key), label)),
      make("button", {type: "button", class: "coding-file", onclick: saveFile}, "save a file (CSV)"));
    define();
  }
  const none = () => { draft().codes = []; keep(draft().state === "skipped" ? "" : undefined); };
  const doubt = () => { const judged = draft(); judged.state = judged.state === "uncertain" ? "" : "uncertain"; show(); };
  function define() {
    if (!shown) return;
    const line = (label, text) => text ? [make("p", {}, make("b", {}, `${label} `), text)] : [];
    about.replaceChildren(make("h3", {}, shown.code), make("p", {}, shown.definition), ...line("In:", shown.in), ...line("Out:", shown.out),
      ...line("Example:", shown.example), ...line("Not:", shown.counter_example));
  }
  function saveFile() {
    const link = make("a", {href: URL.createObjectURL(new Blob([writeCSV(task, done)], {type: "text/csv"})), download: task.file});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  root.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault(); event.stopPropagation();
      say.textContent = `Every sentence is kept ${store.where} when you press Enter: there is nothing to save.`;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target !== root && /^(INPUT|SELECT)$/.test(event.target.tagName)) {
      event.stopPropagation();
      if (event.key === "Enter" || event.key === "Escape") {
        draft().note = memo.value;
        for (const [variable, {field}] of Object.entries(fields)) draft().extra[variable] = field.value;
        root.focus(); event.preventDefault();
      }
      return;
    }
    if (event.target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ")) { event.stopPropagation(); return; }
    const code = task.codes[KEYS.indexOf(event.key)], last = words().length - 1;
    const field = Object.values(fields).find(one => one.key === event.key)?.field;
    const acts = {Enter: () => keep(draft().state === "skipped" ? "" : undefined), n: none, u: doubt, s: () => keep("skipped"), z: undo, m: () => memo.focus(),
      PageUp: () => go(Math.max(at - 1, 0)), PageDown: () => go(Math.min(at + 1, units.length - 1)), Escape: () => { caret = mark = -1; show(); },
      ArrowRight: () => step(1), ArrowLeft: () => step(-1)};
    function step(by) {
      if (event.shiftKey) { if (mark < 0) mark = Math.max(caret, 0); } else mark = -1;
      caret = Math.min(Math.max(caret + by, 0), last);
      show();
    }
    if (code && KEYS.includes(event.key)) toggle(code.code);
    else if (field) field.focus();
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault(); event.stopPropagation();
  });
  addEventListener("storage", event => {
    if (event.key === backup(task) && merge(done, readBrowser(task))) { say.textContent = "Judgements from another window were taken over."; show(); }
  });

  root.append(make("style", {}, style), make("div", {class: "coding-top"}, count, bar), before, sentence, after, notes,
    make("div", {class: "coding-body"}, list, about), make("div", {class: "coding-memo"}, memoLabel, memo), extra, actions, say);
  place.replaceChildren(root);
  show();
  root.focus({preventScroll: true});
  return {root, done, store};
}

/* The articles of a large study, many in a file. The address names one and a place in it: "#albania-2020.s12"
   is a sentence, "#albania-2020.c845-850" characters of its file, "#albania-2020.file" the file. The file is
   restored from the page by undoing what was changed. */
"use strict";

const packs = (() => {
  const root = document.querySelector(".packs-view"), find = (name) => root.querySelector(`[data-part="${name}"]`);
  const box = find("article"), file = find("file"), raw = file.querySelector(".raw"), waiting = new Map(), coming = new Map();
  const UNSEEN = /([\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/;
  let shown = null;

  function receive(name, value) { waiting.get(name)(value); }
  function load(name) {
    if (!coming.has(name)) coming.set(name, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      let got;
      waiting.set(name, (value) => { got = value; });
      script.onload = () => { script.remove(); resolve(unpack(got).then(JSON.parse)); };
      script.onerror = () => { script.remove(); coming.delete(name); reject(new Error(`${name}.js is missing.`)); };
      script.src = `${root.dataset.base}${name}.js`;
      document.head.append(script);
    }));
    return coming.get(name);
  }

  async function open(name) {
    const { names, first } = await load("index"), part = names.findLastIndex((one) => one <= name);
    const numbers = part < 0 ? {} : await load(`names-${part}`), at = Object.hasOwn(numbers, name) ? numbers[name] : -1;
    if (at < 0) throw new Error("No article has this name. Choose one from the list of all articles.");
    const pack = first.findLastIndex((one) => one <= at);
    const [title, html] = (await load(`pack-${pack}`))[at - first[pack]];
    if (coming.size > 5) coming.delete([...coming.keys()].find((key) => key !== "index"));
    box.innerHTML = html;                       // as the study has escaped it
    root.closest("section, main, body").querySelector("h1").firstChild.data = title;
    document.title = title;
    find("back").href = `#${name}`;
    raw.replaceChildren();
    shown = name;
  }

  // The file, from the page -----------------------------------------------------------------
  function textOf(sentence) {                   // without numbers, tags and the blank after each
    const walker = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
    let text = "", isAfter = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const around = node.parentElement.closest(".number, .tag, .unseen");
      if (!around) text += node.data.slice(isAfter ? 1 : 0);
      isAfter = around ? around.matches(".number, .tag, .number *") : false;
    }
    return text;
  }
  function undo(text, changes) {
    let done = 0, whole = "";
    for (const [place, length, removed] of changes) { whole += text.slice(done, place) + removed; done = place + length; }
    return whole + text.slice(done);
  }
  function show(text) {                         // each unseen character is written out
    return text.split(UNSEEN).map((part) => {
      if (!UNSEEN.test(part)) return part;
      const one = document.createElement("span");
      one.className = "one";
      one.textContent = `[U+${part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;
      return one;
    });
  }
  function element(name, className, ...parts) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...parts);
    return made;
  }
  function line(start, length, ...parts) {
    const made = element(...parts);
    Object.assign(made.dataset, { start, end: start + length });
    return made;
  }
  function fill() {
    const sentences = box.querySelectorAll(".sentence"), words = [...box.querySelectorAll('.article a.word[href*=".c"]')];
    const places = [...new Set(words.map((word) => word.hash.split(".c")[1]))].map((place) => place.split("-").map(Number));
    let at = 0, next = 0, hidden = 0;
    for (const entry of JSON.parse(box.querySelector("[data-file]").dataset.file)) {
      const [gap, what, n, lines] = [entry].flat(), start = at + gap, number = () => element("span", "number", String(start));
      if (lines) {
        hidden += n;
        raw.append(line(start, what, "p", "withheld", `${lines} line${lines > 1 ? "s" : ""} hidden: ${n.toLocaleString("en")} characters`));
        at = start + what;
        continue;
      }
      const text = textOf(sentences[next++]);
      if (typeof what === "number") {
        const why = element("span", "basis", "A correction runs over the edge of this line, so it is shown as corrected:");
        raw.append(line(start, what, "p", "corrected", number(), " ", why, ` ${text}`));
        at = start + what;
        continue;
      }
      const whole = typeof what === "string" ? what : undo(text, what ?? []), length = [...whole].length;
      const held = line(start, length, "span", "", ...show(whole));
      for (const [from, to] of places) if (from < start + length && to > start) inFile.mark(held, from, to);
      raw.append(element("p", "", number(), " ", held));
      at = start + length;
    }
    find("hidden").textContent = hidden ? `The article belongs to its publisher: ${hidden.toLocaleString("en")} of its characters are hidden. They are in sentences with no framing word, no speech and no words in quotation marks.` : "No line is hidden.";
  }

  async function go() {
    const [name, place = ""] = decodeURIComponent(location.hash.slice(1)).split(".");
    find("status").textContent = name ? "" : "Choose an article from the list of all articles.";
    if (!name) return;
    if (name !== shown) await open(name);
    const isFile = /^(file$|c\d)/.test(place);
    box.hidden = isFile;
    file.hidden = !isFile;
    if (isFile && !raw.firstChild) fill();
    if (isFile) return inFile.outline(raw, find("asked"), place);
    for (const old of box.querySelectorAll(".sentence.asked")) old.classList.remove("asked");
    const sentence = /^s\d+$/.test(place) ? document.getElementById(place) : null;
    sentence?.classList.add("asked");
    (sentence ?? document.querySelector("h1")).scrollIntoView({ block: sentence ? "center" : "start" });
  }

  const start = () => go().catch((error) => { find("status").textContent = /\.js is/.test(error.message) ? sayFailure(error) : error.message; });
  addEventListener("hashchange", start);
  addEventListener("DOMContentLoaded", start);
  return { receive, load };
})();

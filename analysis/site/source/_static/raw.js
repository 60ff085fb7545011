/* Marks the characters that the address names: #c845-850 are those from 845 up to 850 of the file.
   Without this, framing words and the beginnings of quotations are still found by their anchors. */
"use strict";

const inFile = (() => {
  const length = (node) => node.parentElement.closest(".one") ? 1 : [...node.data].length;

  function mark(line, start, end, name = "") {  // every character of the line is one, in code points
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), nodes = [];
    let at = Number(line.dataset.start);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const n = length(node);
      if (at < end && at + n > start) nodes.push([node, Math.max(start - at, 0), Math.min(end - at, n)]);
      at += n;
    }
    for (const [node, from, to] of nodes) {
      const characters = [...node.data], mark = document.createElement("mark"), isOne = node.parentElement.closest(".one");
      const middle = isOne ? node : node.splitText(characters.slice(0, from).join("").length);
      if (!isOne) middle.splitText(characters.slice(from, to).join("").length);
      if (name) mark.className = name;
      middle.replaceWith(mark);
      mark.append(middle);
    }
  }

  function outline(page, status, place) {
    for (const old of page.querySelectorAll("mark.asked")) old.replaceWith(...old.childNodes);
    for (const old of page.querySelectorAll("p.asked")) old.classList.remove("asked");
    page.normalize();
    status.textContent = "";
    const [, from, to] = /^c(\d+)-(\d+)$/.exec(place) ?? [];
    if (from === undefined) return;
    const start = Number(from), end = Number(to), asked = `Characters ${start.toLocaleString("en")} to ${end.toLocaleString("en")}`;
    const lines = [...page.querySelectorAll("[data-start]")].filter((line) => line.dataset.start < end && line.dataset.end > start);
    const whole = lines.filter((line) => line.matches("p"));
    for (const line of lines) if (line.matches("p")) line.classList.add("asked"); else mark(line, start, end, "asked");
    status.textContent = !lines.length ? `${asked} are in no line of this file.`
      : whole.some((line) => line.matches(".withheld")) ? `${asked} are in lines that are hidden, because the article belongs to its publisher.`
      : whole.length ? `${asked} are in a line that can only be shown as corrected.` : `${asked} are outlined.`;
    (page.querySelector(".asked") ?? page).scrollIntoView({ block: "center" });
  }

  const page = document.querySelector(".raw:not(.packs-view *)"), status = document.querySelector('[data-part="asked"]');
  const show = () => outline(page, status, location.hash.slice(1));
  if (page) {
    addEventListener("hashchange", show);
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", show); else show();
  }
  return { mark, outline };
})();

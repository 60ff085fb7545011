/* The article view works without this. With it, opening a row keeps its words in sight and
   says so, and Escape goes back to the words. */
"use strict";

(() => {
  const card = () => location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".card");

  function mark() {
    for (const link of document.querySelectorAll(".article [aria-current]")) link.removeAttribute("aria-current");
    const open = card();
    if (!open) return;
    const word = document.getElementById(open.id.replace(/^row-/, "word-"));
    word?.setAttribute("aria-current", "true");
    word?.scrollIntoView({ block: "center" });
    open.focus({ preventScroll: true });
  }

  addEventListener("hashchange", mark);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", mark); else mark();
  addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && card();
    if (!open) return;
    const word = open.id.replace(/^row-/, "word-");
    location.hash = word;
    document.getElementById(word)?.focus();
  });
})();

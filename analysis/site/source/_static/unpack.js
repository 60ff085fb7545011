/* What a large study packs: gzip, written in letters. Shards are unpacked where they are loaded; the
   text of an article's page is put into it here, as HTML that the study has escaped. */
"use strict";

async function unpack(packed) {
  if (!("DecompressionStream" in window)) throw new Error("This browser cannot unpack the page: a newer one can.");
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

for (const box of document.querySelectorAll("[data-packed]")) {
  unpack(box.dataset.packed).then((html) => {
    box.innerHTML = html;
    box.removeAttribute("data-packed");
    for (const dead of box.querySelectorAll("script[src]")) {    // what is put in as HTML does not run
      const script = document.createElement("script");
      script.src = dead.src;
      dead.replaceWith(script);
    }
    if (location.hash) location.replace(location.hash);         // the place was not there before
  }).catch((error) => { box.textContent = error.message; });
}

/* What a large study packs: gzip, 15 bits a character from U+4000 on, the first of them saying how many
   bytes at the end are none. Shards are unpacked where they are loaded; the
   text of an article's page is put into it here, as HTML that the study has escaped. */
"use strict";

async function unpack(packed) {
  if (!("DecompressionStream" in window)) throw new Error("This browser cannot unpack the page: a newer one can.");
  const FIRST = 0x4000, bytes = new Uint8Array(Math.floor((packed.length - 1) * 15 / 8));
  for (let at = 1, n = 0, held = 0, bits = 0; at < packed.length; at++) {
    held = held << 15 | packed.charCodeAt(at) - FIRST;          // at most 22 bits
    for (bits += 15; bits >= 8; held &= (1 << bits) - 1) bytes[n++] = held >> (bits -= 8);
  }
  const whole = bytes.subarray(0, bytes.length - (packed.charCodeAt(0) - FIRST));
  return new Response(new Blob([whole]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

for (const box of document.querySelectorAll("[data-packed]")) {
  unpack(box.dataset.packed).then((html) => {
    box.innerHTML = html;
    box.removeAttribute("data-packed");
    for (const dead of box.querySelectorAll("script[src]")) {    // what is put in as HTML does not run
      const script = document.createElement("script");
      script.charset = "utf-8";                                  // the page itself is stored otherwise
      script.src = dead.src;
      dead.replaceWith(script);
    }
    if (location.hash) location.replace(location.hash);         // the place was not there before
  }).catch((error) => { box.textContent = error.message; });
}

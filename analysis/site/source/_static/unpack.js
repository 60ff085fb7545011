/* What a large study packs: gzip, 15 bits a character from U+4000 on, the first of them saying how many
   bytes at the end are none. Each is unpacked where it is loaded. */
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

// What a page says where something fails: what it was, and what to do next.
function sayFailure(error, instead = "") {
  return `This did not work: ${String(error.message).replace(/\.$/, "")}. Reload the page${instead && `; if it fails again, ${instead}`}.`;
}

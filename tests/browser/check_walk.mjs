// Walks every finding of the site, on the front page and on the page of claims, to its characters:
//   node check_walk.mjs [folder of the site]
// Finds: a finding that needs more than two clicks, a link that opens another number of lines than it says, a line whose characters are neither marked in the raw
// article nor said to be hidden, and marked characters that are not those of the line.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const site = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "../../site"));
const STARTS = [["index.html", ".story"], ["claims.html", ".findings > li"]];
const CLICKS = 2;
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const findings = [], counts = [];
const find = (what) => findings.push(what);
const letters = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const statusOf = (page, part) => page.locator(`[data-part="${part}"]`).innerText();

async function openFindings(page, [name, places]) {
  await page.goto(pathToFileURL(join(site, name)).href);
  return page.locator(places);
}

// From a finding of the front page to its tests: one click, and the same claim.
async function checkTests(page, start, number, sentence) {
  const link = (await openFindings(page, start)).nth(number).locator('a[href^="claims.html#"]');
  if (await link.count() !== 1) { find(`${sentence}: has no link to its tests`); return; }
  await Promise.all([page.waitForURL(/claims\.html#/), link.click()]);
  await page.waitForLoadState();
  const place = page.locator(`[id="${new URL(page.url()).hash.slice(1)}"]`);
  if (await place.count() !== 1 || !(await place.isVisible())) { find(`${sentence}: ${page.url()} leads to no claim`); return; }
  const own = letters(await place.locator("p").first().innerText());
  const head = letters(sentence.replace(/^\d+\. /, "").split(":")[0]);
  if (!own.startsWith(head)) find(`${sentence}: its tests are those of another claim, ${own.slice(0, 40)}`);
}

// Every line of the page that a link of a finding opened: where it leads, and what it shows.
const readLines = (page) => page.locator('[data-part="lines"] tr').evaluateAll((rows) => rows.map((row) => ({
  words: row.querySelector(".node").firstChild.textContent, characters: row.querySelector(".raw-link")?.href })));

async function checkRaw(page, { words, characters }, name) {
  await page.goto(characters);
  await page.evaluate(() => dispatchEvent(new HashChangeEvent("hashchange")));
  const said = await statusOf(page, "asked");
  if (/hidden|as corrected/.test(said)) return 0;
  const marked = await page.locator(".raw mark.asked").allTextContents();
  if (letters(marked.join("")) !== letters(words)) find(`${name}: marked is “${marked.join("")}”, the line has “${words}”`);
  else if (!(await page.locator(".raw mark.asked").first().isVisible())) find(`${name}: the marked characters are not visible`);
  return 1;
}

async function walk(browser, start, number) {
  const page = await browser.newPage();
  const places = await openFindings(page, start), place = places.nth(number);
  const sentence = (await place.locator("p").first().innerText()).slice(0, 60);
  const links = await place.locator(".basis a").evaluateAll((all) => all.map((link) => [link.getAttribute("href"), link.firstChild.data]));
  const own = links.filter(([link]) => /^(words|concordance)\.html/.test(link));
  if (!own.length) find(`${sentence}: opens no lines`);
  for (const [link, label] of own) {
    await (await openFindings(page, start)).nth(number).locator(`a[href="${link}"]`).first().click();
    let clicks = 1;
    await page.waitForFunction(() => /shown are|in [\d,]+ of/.test(document.querySelector('[data-part="status"]')?.textContent ?? "") && document.querySelector('[data-part="lines"] .raw-link'), null, { timeout: 20000 })
      .catch(() => find(`${sentence}: ${link} shows no lines`));
    const said = await statusOf(page, "status"), lines = await readLines(page);
    const [asked] = label.match(/\d[\d,]*/) ?? (/ one /.test(label) ? ["1"] : []), [told] = said.match(/\d[\d,]*/) ?? [];
    if (asked && asked !== told) find(`${sentence}: “${label}” opens ${said}`);
    const raw = page.locator('[data-part="lines"] .raw-link').first();
    if (!lines.length || !(await raw.isVisible())) { find(`${sentence}: no line leads to its characters`); continue; }
    await raw.click();
    clicks++;
    await page.waitForURL(/\/raw\//);
    if (clicks > CLICKS) find(`${sentence}: ${clicks} clicks`);
    let seen = 0;
    for (const line of lines) seen += await checkRaw(page, line, `${sentence} (${link.slice(0, 60)})`);
    counts.push(`${clicks} clicks; marked ${seen} of ${lines.length} lines: ${sentence} … ${said.slice(0, 60)}`);
  }
  if (start === STARTS[0]) await checkTests(page, start, number, sentence);
  await page.close();
}

const executablePath = BROWSERS.find((path) => path && existsSync(path));
if (!executablePath) { console.error("No Chromium found. Install it (Debian: apt-get install chromium), or name it in CHROMIUM."); process.exit(2); }
if (!existsSync(join(site, "index.html"))) { console.error(`No site in ${site}: make site.`); process.exit(2); }
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
let n = 0;
for (const start of STARTS) {
  const page = await browser.newPage();
  const here = await (await openFindings(page, start)).count();
  await page.close();
  for (let number = 0; number < here; number++) await walk(browser, start, number).catch((error) => find(error.message.split("\n")[0]));
  n += here;
}
await browser.close();

for (const line of counts) console.log(line);
console.log(`${n} findings walked: ${findings.length} faults`);
for (const fault of findings) console.log(`  ${fault}`);
process.exit(findings.length ? 1 : 0);

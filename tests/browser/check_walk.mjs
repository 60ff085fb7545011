// Walks every finding of the site, on the front page and in the list of claims, to its characters:
//   node check_walk.mjs [folder of the site]
// Finds: a finding that needs more than two clicks, a line whose characters are neither marked in the raw
// article nor said to be hidden, and marked characters that are not those of the line.
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const site = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "../../site"));
const front = pathToFileURL(join(site, "index.html")).href;
const CLICKS = 2;
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const findings = [], counts = [];
const find = (what) => findings.push(what);
const letters = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const statusOf = (page, part) => page.locator(`[data-part="${part}"]`).innerText();

async function openFindings(page) {             // the front page, with everything that is folded open
  await page.goto(front);
  await page.evaluate(() => { for (const fold of document.querySelectorAll("main details")) fold.open = true; });
  return page.locator(".story, .findings > li");
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

async function walk(browser, number) {
  const page = await browser.newPage();
  const places = await openFindings(page), place = places.nth(number);
  const sentence = (await place.locator("p").first().innerText()).slice(0, 60);
  const links = await place.locator(".basis a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const own = links.filter((link) => /^(words|concordance)\.html/.test(link));
  if (!own.length) find(`${sentence}: opens no lines`);
  for (const link of own) {
    await (await openFindings(page)).nth(number).locator(`a[href="${link}"]`).first().click();
    let clicks = 1;
    await page.waitForFunction(() => /shown are|in \d+ of/.test(document.querySelector('[data-part="status"]')?.textContent ?? "") && document.querySelector('[data-part="lines"] .raw-link'), null, { timeout: 20000 })
      .catch(() => find(`${sentence}: ${link} shows no lines`));
    const said = await statusOf(page, "status"), lines = await readLines(page);
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
  await page.close();
}

const executablePath = BROWSERS.find((path) => path && existsSync(path));
if (!executablePath) { console.error("No Chromium found. Install it (Debian: apt-get install chromium), or name it in CHROMIUM."); process.exit(2); }
if (!existsSync(join(site, "index.html"))) { console.error(`No site in ${site}: make site.`); process.exit(2); }
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const page = await browser.newPage();
const n = await (await openFindings(page)).count();
await page.close();
for (let number = 0; number < n; number++) await walk(browser, number).catch((error) => find(error.message.split("\n")[0]));
await browser.close();

for (const line of counts) console.log(line);
console.log(`${n} findings walked: ${findings.length} faults`);
for (const fault of findings) console.log(`  ${fault}`);
process.exit(findings.length ? 1 : 0);

// Uses the pages made from tables as a reader does: with the keyboard, without scripts, by hand.
//   node check_pages.mjs SITE [HOSTILE SITE …]
// The first site needs at least one article with a framing word; on the others, made of
// articles written to do harm, nothing may run.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [site, ...harmful] = process.argv.slice(2).map((path) => resolve(path));
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const findings = [];
const expect = (is, what) => { if (!is) findings.push(what); };
const address = (root, page) => pathToFileURL(join(root, page)).href.replace("%3F", "?").replace("%23", "#");

// Article view --------------------------------------------------------------------------
async function findArticle(browser) {
  const page = await browser.newPage();
  for (const name of readdirSync(join(site, "articles")).filter((one) => one.endsWith(".html"))) {
    await page.goto(address(site, `articles/${name}`));
    if (await page.locator(".article a.word").count()) { await page.close(); return `articles/${name}`; }
  }
  throw new Error("no article of the site holds a framing word");
}

async function checkCards(browser, article, javaScriptEnabled) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(address(site, article));
  const links = await page.locator(".article a.word, .article a.tag").all();
  for (const link of links.slice(0, 12)) {
    const target = await link.getAttribute("href");
    await link.focus();
    await page.keyboard.press("Enter");
    const card = page.locator(`[id="${target.slice(1)}"]`);
    expect(await card.isVisible(), `${article} (${how}): Enter on ${target} does not open its row`);
    expect(await page.locator(".card:visible").count() === 1, `${article} (${how}): more than one row is open`);
    const text = await card.innerText();
    for (const field of ["voice", "rule", "characters"]) expect(text.includes(field), `${article}: ${target} does not name ${field}`);
    await card.getByRole("link", { name: "Back to the words" }).click();
    expect(!(await card.isVisible()), `${article} (${how}): the row ${target} stays open on the way back`);
  }
  expect(links.length > 0, `${article}: nothing to open`);
  await context.close();
}

async function checkEscape(browser, article) {
  const page = await browser.newPage();
  await page.goto(address(site, article));
  const word = page.locator(".article a.word").first();
  await word.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  expect(!(await page.locator(".card:visible").count()), `${article}: Escape does not close the row`);
  expect(await word.evaluate((node) => document.activeElement === node), `${article}: Escape does not lead back to the words`);
  await page.close();
}

// Text on every tint and border against its ground, as WCAG computes it.
async function checkContrast(browser, article, colorScheme) {
  const context = await browser.newContext({ colorScheme });
  const page = await context.newPage();
  await page.goto(address(site, article));
  const poor = await page.evaluate(() => {
    const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
    const ground = (node) => { for (; node; node = node.parentElement) { const { backgroundColor: colour } = getComputedStyle(node); if (!/, 0\)$|transparent/.test(colour)) return colour; } return "rgb(255, 255, 255)"; };
    const ratio = (one, other) => { const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b); return (bright + 0.05) / (dark + 0.05); };
    return [...document.querySelectorAll(".article :is(.voice, .between, .word, .tag), .legend span")]
      .map((node) => [node.className, ratio(getComputedStyle(node).color, ground(node))]).filter(([, value]) => value < 4.5);
  });
  for (const [name, value] of poor.slice(0, 3)) findings.push(`${article} (${colorScheme}): contrast of ${name} is ${value.toFixed(2)}`);
  await context.close();
}

// Concordance ---------------------------------------------------------------------------
const status = (page) => page.locator('[data-part="status"]').innerText();
const settled = (page, part) => page.waitForFunction((part) => document.querySelector('[data-part="status"]')?.textContent.includes(part), part, { timeout: 20000 })
  .catch(() => findings.push(`concordance: its lines never say "${part}"`));
const cells = (page, name) => page.locator(`tbody[data-part="lines"] .${name}${name === "node" ? " a:first-child" : ""}`).allInnerTexts();

async function checkConcordance(browser) {
  const page = await browser.newPage();
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(address(site, "concordance.html"));
  await settled(page, "shown are");
  expect(new Set(await cells(page, "counted")).size === 1 && (await cells(page, "counted"))[0] === "yes", "concordance: it does not open with what is counted");
  expect(await page.locator(".scroll").evaluate((box) => box.scrollWidth <= box.clientWidth), "concordance: columns are hidden to the right at 1280 pixels");
  const option = await page.locator('[data-part="choose-frame"] option').nth(2).innerText();
  await page.getByLabel("Frame").selectOption(option);
  await settled(page, `${option.match(/\(([\d,]+)\)$/)[1]} of`);
  await page.getByLabel("Frame").selectOption("all");
  await page.getByLabel("Counted").selectOption("all");
  await page.waitForURL(/#all$/);
  const total = Number((await status(page)).match(/of ([\d,]+) lines/)[1].replace(/,/g, ""));
  const first = (await cells(page, "node"))[0];

  const head = page.locator('th[data-sort="node"]');
  for (const [order, sign] of [["ascending", 1], ["descending", -1]]) {
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(([order]) => document.querySelector('th[data-sort="node"]').getAttribute("aria-sort") === order, [order]);
    const words = (await cells(page, "node")).map((word) => word.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, "").trim());
    expect(words.every((word, at) => !at || sign * (words[at - 1] < word ? -1 : words[at - 1] > word ? 1 : 0) <= 0),
      `concordance: words are not ${order}`);
  }
  await page.getByLabel("Words in the line").fill(first);
  await page.keyboard.press("Enter");
  await page.waitForFunction((total) => !document.querySelector('[data-part="status"]').textContent.startsWith("Searching"), total);
  await page.waitForTimeout(400);
  const found = Number((await status(page)).match(/^([\d,]+) of/)?.[1].replace(/,/g, "") ?? 0);
  expect(found > 0 && found <= total, `concordance: searching ${first} finds ${found} of ${total} lines`);
  const lines = await page.locator("tbody tr").allInnerTexts();
  expect(lines.every((line) => line.replace(/\s+/g, " ").toLowerCase().includes(first.toLowerCase())), "concordance: a found line is without the words");
  const again = await browser.newPage();
  await again.goto(page.url());
  await settled(again, `${found.toLocaleString("en")} of`);
  expect((await cells(again, "node")).join() === (await cells(page, "node")).join(), "concordance: its address does not bring the same lines back");
  const saved = await save(page);
  expect(saved.length === found + 1, `framing words: ${saved.length - 1} lines saved of ${found}`);
  await page.locator("tbody .node a").first().click();
  await page.waitForURL(/articles/);
  expect(await page.locator(".card:visible").count() === 1, "concordance: a line does not open its row in the article");
  for (const each of [page, again]) await each.close();
}

async function save(page) {                      // the rows of the file, its heading first
  const [file] = await Promise.all([page.waitForEvent("download"), page.locator('[data-part="save"]').click()]);
  return readFileSync(await file.path(), "utf8").trim().split("\n");
}

// The concordance of words ----------------------------------------------------------------
const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, "").trim();
const SORTS = { right: (line) => plain(line.right), left: (line) => plain(line.left).split(/\s+/).reverse().join(" "), node: (line) => plain(line.node) };

async function lookUp(page, asked) {
  await page.goto("about:blank");
  await page.goto(address(site, "words.html") + `?${new URLSearchParams(asked)}`);
  await page.waitForFunction(() => /\.$/.test(document.querySelector('[data-part="status"]').textContent));
  return page.locator('tbody[data-part="lines"] tr').evaluateAll((rows) => rows.map((row) => ({
    ...Object.fromEntries([...row.children].map((cell) => [cell.className, cell.textContent])),
    node: row.querySelector(".node").firstChild.textContent, place: row.querySelector(".raw-link").href })));
}

async function checkWords(browser) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => findings.push(`words: ${error.message}`));
  const some = await lookUp(page, { q: "*" });
  const [first, second] = [...new Set(some.map((line) => plain(line.node)))].filter((word) => /^[a-z]{3,}$/.test(word));
  for (const [name, query, fits] of [
    ["a word", first, (words) => words === first],
    ["its beginning", `${first.slice(0, 3)}*`, (words) => words.startsWith(first.slice(0, 3))],
    ["one letter left open", `?${first.slice(1)}`, (words) => words.endsWith(first.slice(1)) && words.length === first.length],
    ["a set of letters", `[${first[0]}]${first.slice(1)}`, (words) => words === first],
    ["either of two", `${first} | ${second}`, (words) => [first, second].includes(words)],
    ["a phrase", `${plain(some[0].node)} ${plain(some[1].node)}`, (words) => words.replace(/\s+/g, " ") === `${plain(some[0].node)} ${plain(some[1].node)}`]]) {
    const lines = await lookUp(page, { q: query });
    expect(lines.length || name === "a phrase", `words: ${name}, ${query}, finds nothing`);
    const apart = lines.filter((line) => !fits(plain(line.node)) && !fits(plain(line.node.replace(/['’]s$/, ""))));
    expect(!apart.length, `words: ${name}, ${query}, finds ${apart[0]?.node}`);
    expect(new Set(lines.map((line) => line.place + line.left)).size === lines.length, `words: ${query}: a line stands twice`);
  }
  for (const [sort, key] of Object.entries(SORTS)) {
    const keys = (await lookUp(page, { q: "*", sort })).map(key);
    expect(keys.every((one, at) => !at || keys[at - 1] <= one), `words: not sorted by ${sort}`);
  }
  for (const query of ["[", "a[b", "(", "\\", "*|*", "|", '"', "nosuchwordatall"]) {
    await lookUp(page, { q: query });
    expect(/line|sentence/.test(await status(page)), `words: ${query} is not answered`);
  }
  const values = (name) => page.locator(`[data-part="choose-${name}"] option`).evaluateAll((all) => all.slice(1).map((option) => option.value));
  await lookUp(page, { q: "*" });
  const whole = await page.locator('[data-part="bars"]').innerText();
  for (const name of ["article", "group", "voice", "speaker", "frame"]) {
    if (!(await page.locator(`[data-part="choose-${name}"]`).count())) continue;
    const [value] = (await values(name)).filter((one) => name !== "voice" || one === "indirect");
    const lines = await lookUp(page, { q: "*", [name]: value });
    const cell = { voice: "voice", article: "article", speaker: "speaker", frame: "frame" }[name];
    expect(!cell || lines.every((line) => line[cell].split(", ").includes(value)), `words: filtered by ${name}, a line is of another`);
    expect(await page.locator('[data-part="bars"]').innerText() !== whole || !lines.length, `words: bars do not follow ${name}`);
  }
  const lines = await lookUp(page, { q: `${first} | ${second}`, sort: "left" });
  const total = Number((await status(page)).match(/^([\d,]+) line/)?.[1].replace(/,/g, ""));
  const bars = (await page.locator('[data-part="bars"] figure').first().innerText()).match(/: [\d,]+/g).map((n) => Number(n.slice(2).replace(/,/g, "")));
  expect(bars.reduce((sum, n) => sum + n, 0) === total, `words: bars add up to ${bars}, there are ${total} lines`);
  expect((await save(page)).length === total + 1, "words: the saved file has another number of lines");
  const again = await browser.newPage();
  await again.goto(page.url());
  await again.waitForFunction(() => document.querySelector('tbody[data-part="lines"] tr'));
  expect((await cells(again, "node")).join() === lines.map((line) => line.node).join(), "words: its address does not bring the same lines back");
  const passages = await lookUp(page, { voice: "indirect" });
  expect(/^[\d,]+ words? in [\d,]+ lines? in/.test(await status(page)) || !passages.length, "words: a voice alone does not open its passages");
  for (const each of [page, again]) await each.close();
}

// A word that 200,000 articles have: more than the arguments that a function takes. And a file that is missing.
async function checkMany(browser) {
  const SHARDS = 500, EACH = 400, page = await browser.newPage();
  const own = (number) => Array.from({ length: EACH }, (_, at) => number * EACH + at);
  const index = { n: SHARDS * EACH, articles: SHARDS * EACH, shards: SHARDS, word: "\\w+", letters: ["r"], variants: {}, names: [], words: [SHARDS * EACH, 0, 0],
    group: "", groups: {}, frames: [], article: [], speaker: [], role: [], copies: false, hidden: 0, examples: [] };
  const given = { index, "terms-r": { river: own(0).concat(own(1)).slice(0, SHARDS) } };
  let release;
  const held = new Promise((resolve) => { release = resolve; });    // a part that comes when the first lines were seen
  await page.route(/\/words\/[^/]+\.js/, async (route) => {
    const name = route.request().url().match(/([^/]+)\.js/)[1], number = Number(name.split("-")[1]);
    const value = given[name] ?? [own(number).map((doc) => [doc, 1, 0, 5, "river", [[5, 0, null, null, 1]], [], []]),
      own(number).map((doc) => [doc, `a${doc}`, `a${doc}`, 0, "", [1, 0, 0]])];
    if (number === 100) await held;
    if (number === given.missing) return route.abort();
    return route.fulfill({ contentType: "text/javascript", body: `concordance.receive(${JSON.stringify(name)},${JSON.stringify(value)});` });
  });
  await page.goto(`${address(site, "words.html")}?q=river`, { waitUntil: "domcontentloaded" });
  await settled(page, "Looking up: 100 of 500 parts read, 40,000 lines found.");
  expect(await page.locator('tbody[data-part="lines"] tr:visible').count() === 50, "words: the first lines are not shown while others are looked up");
  release();
  await settled(page, "200,000 lines with “river” in 200,000 of 200,000 articles.");
  expect((await page.locator('[data-part="bars"]').innerText()).includes("the first 12 of 200,000"), "words: no bars of 200,000 articles");
  await lookUpAgain(page, "voice=narrator");
  await settled(page, "200,000 words in 200,000 lines");
  await page.locator('[data-part="sums"] summary').click();
  expect((await page.locator('[data-part="sum-lines"] tr').last().innerText()).trim() === "and 199,500 more", "words: the sums do not say how many more there are");
  given.missing = 7;
  await page.reload();
  await settled(page, "sentences-7.js is missing. Reload the page; if it fails again,");
  await page.close();
}
const lookUpAgain = (page, asked) => page.evaluate((asked) => { location.hash = asked; }, asked);

async function checkWithoutScripts(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address(site, "concordance.html"));
  expect(await page.locator("tbody tr").count() > 0, "concordance without scripts: no lines");
  expect(!(await page.locator(".concordance-view form").isVisible()), "concordance without scripts: shows a form that does nothing");
  await context.close();
}

// Folds ---------------------------------------------------------------------------------
const PHONE_HEIGHT = 9000;                       // ten screens: as far as a reader scrolls
const seen = (page, what) => page.locator(what).evaluateAll((nodes) => nodes.map((node) => node.checkVisibility({ contentVisibilityAuto: true })));

async function checkFolds(browser) {
  const names = readdirSync(join(site, "notebooks")).filter((name) => name.endsWith(".html")).map((name) => `notebooks/${name}`);
  const page = await browser.newPage();
  let n = 0;
  for (const name of ["index.html", "codebook.html", "tables.html", ...names]) {
    await page.emulateMedia({ media: "screen" });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(address(site, name));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(height < PHONE_HEIGHT, `${name}: ${height} pixels high on a phone`);
    const folds = page.locator(".fold");
    if (!await folds.count()) continue;
    n += await folds.count();
    expect((await seen(page, ".fold > summary")).every(Boolean), `${name}: a fold without a line to click on a phone`);
    expect(!(await seen(page, ".fold > :not(summary)")).some(Boolean), `${name}: a fold is open on a phone`);
    await folds.first().locator("summary").first().focus();
    await page.keyboard.press("Enter");
    expect((await seen(page, ".fold > :not(summary)"))[0] !== false, `${name}: Enter does not open a fold`);
    expect(await page.locator(".fold[open] + .first-rows:visible").count() === 0, `${name}: the first rows stay beside the whole table`);
    await page.keyboard.press("Enter");
    for (const [media, width] of [["screen", 1280], ["print", 700]]) {
      await page.emulateMedia({ media });
      await page.setViewportSize({ width, height: 900 });
      expect((await seen(page, ".fold > :not(summary)")).every(Boolean), `${name}: a fold is shut (${media}, ${width} pixels)`);
      expect(!(await seen(page, ".fold > summary, .first-rows")).some(Boolean), `${name}: something stands twice (${media}, ${width} pixels)`);
    }
  }
  expect(n > 20, `only ${n} folds on the site`);
  await page.close();
}

// The list of articles: no width at which columns are pressed or hidden to the right.
async function checkList(browser) {
  const page = await browser.newPage();
  for (const width of [360, 400, 500, 600, 700, 900, 1000, 1100]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(address(site, "articles.html"));
    const [over, highest] = await page.evaluate(() => {
      const box = document.querySelector(".scroll");
      return [box.scrollWidth - box.clientWidth, Math.max(...[...box.querySelectorAll("tbody tr")].map((row) => row.offsetHeight))];
    });
    expect(over <= 0 && highest < 160, `list of articles, ${width} pixels: ${over} hidden to the right, a row ${highest} high`);
  }
  await page.close();
}

// Harm ----------------------------------------------------------------------------------
// The pages of the articles and of their files: one each, or one that shows any (of a large study).
async function listArticles(browser, root) {
  if (existsSync(join(root, "raw"))) return [
    ...readdirSync(join(root, "articles")).filter((name) => name.endsWith(".html")).map((name) => `articles/${name}`),
    ...readdirSync(join(root, "raw")).map((name) => `raw/${name}#c0-60`)];
  const page = await browser.newPage();
  await page.goto(address(root, "articles/page.html"));
  const names = await page.evaluate(async () =>
    (await Promise.all((await packs.load("index")).names.map((_, part) => packs.load(`names-${part}`)))).flatMap(Object.keys));
  await page.close();
  return names.flatMap((name) => [`articles/page.html#${name}`, `articles/page.html#${name}.file`]);
}

const isShown = (page) => page.waitForFunction(() => document.querySelector('[data-part="article"]').firstChild
  && (!location.hash.endsWith(".file") || document.querySelector('[data-part="file"] .raw').firstChild));

async function checkPageField(browser, root) {   // of a list of several pages
  const page = await browser.newPage();
  await page.goto(address(root, "articles.html"));
  const field = page.getByLabel("Page", { exact: true });
  const first = await page.locator("tbody tr").first().innerText();
  await field.fill("2");
  await page.keyboard.press("Enter");
  await page.waitForFunction((first) => document.querySelector("tbody tr").innerText !== first, first);
  expect(/#page=2$/.test(page.url()) && await field.inputValue() === "2", "list of articles: its field does not lead to page 2");
  await page.close();
}

async function checkHarm(browser, hostile) {
  await checkPageField(browser, hostile);
  const articles = await listArticles(browser, hostile);
  const names = ["index.html", "articles.html", "articles.html#page=2", "concordance.html", "words.html?q=*", "words.html?voice=direct", "codebook.html", "method.html", "data.html", "tables.html", "search.html?q=lies",
    ...articles, ...readdirSync(join(hostile, "notebooks")).filter((name) => name.endsWith(".html")).map((name) => `notebooks/${name}`)];
  for (const name of names) {
    const page = await browser.newPage();
    page.on("dialog", (dialog) => { findings.push(`${name}: opens a dialog: ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
    page.on("request", (request) => { if (!/^(file|data|blob|about):/.test(request.url())) findings.push(`${name}: asks for ${request.url()}`); });
    await page.goto(address(hostile, name));
    if (name === "concordance.html") await settled(page, "shown are");
    if (name.startsWith("articles/page.html")) await isShown(page);
    // Whatever can be pointed at, focused or opened is, so that no handler waits unseen.
    await page.evaluate(() => { for (const node of document.querySelectorAll("main *")) for (const kind of ["mouseover", "focus", "load", "error"]) node.dispatchEvent(new Event(kind)); });
    for (const link of (await page.locator(".article a, tbody a").all()).slice(0, 5)) await link.focus();
    await page.waitForTimeout(50);
    expect(await page.evaluate(() => window.ran === undefined), `${name}: a script of an article ran: ${await page.evaluate(() => window.ran)}`);
    const strange = await page.evaluate(() => [
      ...[...document.querySelectorAll("main *")].filter((node) => [...node.attributes].some(({ name }) => name.startsWith("on"))).map((node) => `handler on ${node.tagName}`),
      ...[...document.querySelectorAll("a[href], [src]")].map((node) => node.href || node.src).filter((url) => /^(javascript|vbscript|data:text)/i.test(url)),
      ...[...document.querySelectorAll("main :is(iframe, object, embed, base, mjx-container, .MathJax)")].map((node) => node.tagName)]);
    for (const what of strange) findings.push(`${name}: ${what}`);
    const text = await page.evaluate(() => document.body.innerText);
    expect(!/[\u202a-\u202e\u2066-\u2069]/.test(text), `${name}: a sign that turns the direction of writing round`);
    await page.close();
  }
  const page = await browser.newPage();
  for (const [name, words] of [["script", '<script>window.ran = "script"; alert(1)</script>'], ["latex", "$\\frac{1}{2}$"], ["markdown", "**bold** [link](javascript:alert(10))"], ["direction", "[U+202E]"]]) {
    const own = articles.find((one) => [`articles/${name}.html`, `articles/page.html#${name}`].includes(one));
    if (!own) continue;
    await page.goto(address(hostile, own));
    if (own.includes("#")) { await page.reload(); await isShown(page); }
    expect((await page.locator("main").innerText()).includes(words), `${name}: does not appear as text`);
  }
  await page.close();
}

const executablePath = BROWSERS.find((path) => path && existsSync(path));
if (!executablePath) { console.error("No Chromium found. Install it (Debian: apt-get install chromium), or name it in CHROMIUM."); process.exit(2); }
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const article = await findArticle(browser);
const checks = [() => checkCards(browser, article, true), () => checkCards(browser, article, false),
  () => checkEscape(browser, article), () => checkContrast(browser, article, "light"),
  () => checkContrast(browser, article, "dark"), () => checkConcordance(browser), () => checkWords(browser), () => checkMany(browser),
  () => checkWithoutScripts(browser), () => checkFolds(browser), () => checkList(browser), ...harmful.map((hostile) => () => checkHarm(browser, hostile))];
for (const check of checks) await check().catch((error) => findings.push(error.message.split("\n")[0]));
await browser.close();

console.log(`pages made from tables: ${findings.length} findings`);
for (const finding of findings) console.log(`  ${finding}`);
process.exit(findings.length ? 1 : 0);

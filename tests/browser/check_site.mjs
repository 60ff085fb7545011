// Opens every page of the site in Chromium, from the file system, wide, dark and on a phone:
//   node check_site.mjs [folder of the site]
// Finds: serious or critical axe findings, console errors, dialogs, requests to anywhere but
// the site, internal links that lead nowhere, sideways scrolling, a front page over 1 MB.
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const site = resolve(process.argv[2] ?? join(here, "../../site"));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const FRONT_PAGE_BYTES = 1_000_000;
const VIEWS = [
  { name: "wide", viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { name: "dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light" },
];
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const findings = [];
const find = (page, view, what) => findings.push(`${page} (${view}): ${what}`);

function findPages(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "_static" ? [] : findPages(path);
    return entry.name.endsWith(".html") ? [path] : [];
  }).sort();
}

// What a page asks for and says while it loads; returns the bytes it took.
function watch(page, name, view) {
  const loaded = new Set();
  page.on("request", (request) => {
    const url = request.url();
    if (url.startsWith(pathToFileURL(site).href)) loaded.add(url.split(/[?#]/)[0]);
    else if (!/^(data|blob|about):/.test(url)) find(name, view, `asks for ${url}`);
  });
  page.on("console", (message) => message.type() === "error" && find(name, view, `console: ${message.text()}`));
  page.on("pageerror", (error) => find(name, view, `script error: ${error.message}`));
  page.on("dialog", (dialog) => { find(name, view, `opens a dialog: ${dialog.message()}`); dialog.dismiss(); });
  return () => [...loaded].reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0);
}

async function checkAccess(page, name, view) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }));
  for (const { id, impact, help, nodes } of violations.filter((v) => ["serious", "critical"].includes(v.impact)))
    find(name, view, `axe ${impact} ${id}: ${help}; ${nodes.length} places, first ${nodes[0].html.slice(0, 160)}`);
}

async function checkWidth(page, name, view) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) find(name, view, `scrolls sideways by ${over} pixels`);
}

const readPage = (page) => page.evaluate(async () => ({
  names: typeof packs === "undefined" ? null            // of a large study's articles
    : (await Promise.all((await packs.load("index")).names.map((_, part) => packs.load(`names-${part}`)))).flatMap(Object.keys),
  ids: [...document.querySelectorAll("[id], a[name]")].flatMap((node) => [node.id, node.getAttribute("name")]),
  lines: [...document.querySelectorAll("[data-start]")].map(({ dataset }) => [Number(dataset.start), Number(dataset.end)]),
  links: [...document.querySelectorAll("a[href], area[href]")].map((node) => node.href),
  files: [...document.querySelectorAll("img[src], script[src], link[rel=stylesheet]")].map((node) => node.src || node.href),
  silent: [...document.querySelectorAll("img:not([alt])")].map((node) => node.src),
}));

// Whether an address like "#c845-850" is in a line of a raw page, where raw.js finds the characters; or, of a
// large study, one like "#albania-2020.c845-850" names an article.
function holds({ lines, names }, fragment) {
  if (names) {
    const [name, place = ""] = decodeURIComponent(fragment).split(".");
    return names.includes(name) && /^(file|s\d+|c\d+-\d+)?$/.test(place);
  }
  const [, from, to] = /^c(\d+)-(\d+)$/.exec(fragment) ?? [];
  return from !== undefined && lines.some(([start, end]) => start < Number(to) && end > Number(from));
}

function checkLinks(pages) {
  for (const [name, { links, files, silent }] of pages) {
    for (const source of silent) find(name, "any view", `picture without alt text: ${source}`);
    for (const link of new Set([...links, ...files])) {
      if (/^(https?|mailto):/.test(link)) continue;
      if (!link.startsWith("file:")) { find(name, "any view", `link of another kind: ${link.slice(0, 80)}`); continue; }
      const [address, fragment] = link.split("#");
      const path = fileURLToPath(address.split("?")[0]);
      const target = pages.get(relative(site, path));
      if (!existsSync(path)) find(name, "any view", `link leads nowhere: ${link}`);
      else if (fragment && target && !target.ids.includes(decodeURIComponent(fragment)) && !holds(target, fragment))
        find(name, "any view", `no such place on the page: ${link}`);
    }
  }
}

async function checkView(browser, view, paths, pages) {
  const context = await browser.newContext({ viewport: view.viewport, colorScheme: view.colorScheme, offline: false });
  for (const path of paths) {
    const name = relative(site, path);
    const page = await context.newPage();
    const weigh = watch(page, name, view.name);
    await page.goto(pathToFileURL(path).href, { waitUntil: "load" });
    if (name === "index.html" && weigh() > FRONT_PAGE_BYTES) find(name, view.name, `weighs ${weigh()} bytes`);
    if (name === "index.html") console.log(`front page, ${view.name}: ${Math.round(weigh() / 1000)} kB`);
    if (!pages.has(name)) pages.set(name, await readPage(page));
    await checkWidth(page, name, view.name);
    await checkAccess(page, name, view.name);
    await page.close();
  }
  await context.close();
}

// Some of the places in a large study's articles, each opened: its sentence or characters are outlined.
async function checkPacked(browser, pages) {
  const context = await browser.newContext({ viewport: VIEWS[0].viewport });
  const links = [...new Set([...pages.values()].flatMap(({ links }) => links))].filter((link) => /page\.html#[^.]+\.[sc]\d/.test(link));
  const page = await context.newPage();
  await page.goto("about:blank");
  if (links.length) {                           // the words of its first article lead to its file
    await page.goto(links[0].split(".").slice(0, -1).join("."));
    await page.waitForSelector(".article a.word");
    links.push(...(await page.evaluate(() => [...document.querySelectorAll(".article a.word")].map((word) => word.href))));
  }
  for (let at = 0; at < links.length; at += Math.ceil(links.length / 30)) {
    const name = relative(site, fileURLToPath(links[at].split("#")[0])) + new URL(links[at]).hash;
    const view = await context.newPage();
    watch(view, name, "opened");
    await view.goto(links[at]);
    await view.waitForSelector(".asked", { timeout: 10_000 }).catch(() => find(name, "opened", "its place is not outlined"));
    await checkWidth(view, name, "opened");
    await checkAccess(view, name, "opened");
    await view.close();
  }
  await context.close();
  return links.length;
}

const executablePath = BROWSERS.find((path) => path && existsSync(path));
if (!executablePath) { console.error("No Chromium found. Install it (Debian: apt-get install chromium), or name it in CHROMIUM."); process.exit(2); }
if (!existsSync(join(site, "index.html"))) { console.error(`No site in ${site}: make site.`); process.exit(2); }
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
  "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const paths = findPages(site);
const pages = new Map();
for (const view of VIEWS) await checkView(browser, view, paths, pages);
const nPlaces = await checkPacked(browser, pages);
await browser.close();
checkLinks(pages);
if (nPlaces) console.log(`${nPlaces} places in packed articles, some opened`);

console.log(`${paths.length} pages in ${VIEWS.length} views: ${findings.length} findings`);
for (const finding of findings) console.log(`  ${finding}`);
process.exit(findings.length ? 1 : 0);

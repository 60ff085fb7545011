// Codes sentences as a coder does, by keyboard: on the page of a second coder, and in JupyterLab.
//   node check_coding.mjs PYTHON FOLDER [PICTURES]
// FOLDER is what tests/coding_example.py wrote. In JupyterLab each judgement must be in the file before
// the next sentence shows, also without a kernel; what cannot be written is said, and nothing is lost.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [python, folder, pictures] = [process.argv[2], resolve(process.argv[3]), process.argv[4]];
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const axe = readFileSync(new URL("./node_modules/axe-core/axe.min.js", import.meta.url), "utf-8");
const findings = [];
const expect = (is, what) => { if (!is) findings.push(what); };
if (pictures) mkdirSync(pictures, { recursive: true });
const picture = (page, name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });
const saying = (page) => page.locator(".coding-say").innerText();
const counted = (page) => page.locator(".coding-count").innerText();

async function press(page, ...keys) { for (const key of keys) await page.keyboard.press(key); }
async function kept(page, number) {
  await page.locator(".coding-count", { hasText: `${number} of` }).waitFor({ timeout: 15000 })
    .catch(async () => findings.push(`after ${number} judgements the page says "${await counted(page)}": ${await saying(page)}`));
}

async function checkAxe(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document.querySelector(".coding-page, .coding") ?? document));
  for (const found of violations.filter((one) => ["serious", "critical"].includes(one.impact)))
    findings.push(`${name}: ${found.id}: ${found.help} (${found.nodes[0].html.slice(0, 120)})`);
}

// A page of its own ------------------------------------------------------------------------
async function checkPage(browser, colorScheme) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme, acceptDownloads: true });
  const page = await context.newPage(), address = pathToFileURL(join(folder, "coding.html")).href;
  page.on("dialog", (dialog) => { findings.push(`the page opens a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) findings.push(`the page asks for ${request.url()}`); });
  await page.goto(address);
  await page.locator(".coding").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= 360), "the page scrolls sideways at 360 pixels");
  await checkAxe(page, `page, ${colorScheme}`);
  await picture(page, `page-${colorScheme}`);
  await page.locator(".coding").focus();
  await press(page, "1", "Enter"); await kept(page, 1);
  await press(page, "2", "3", "u", "Enter"); await kept(page, 2);
  await press(page, "n"); await kept(page, 3);
  await press(page, "s"); await kept(page, 4);
  await press(page, "z"); await kept(page, 3);
  await press(page, "1", "m"); await page.keyboard.type("a note: snuz"); await press(page, "Enter", "Enter"); await kept(page, 4);
  await press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight", "2", "v"); await page.keyboard.press("d"); await press(page, "Enter", "Enter"); await kept(page, 5);
  const other = await context.newPage();
  await other.goto(address);
  await other.locator(".coding").waitFor(); await kept(other, 5);
  await other.locator(".coding").focus();
  await press(other, "3", "Enter"); await kept(other, 6);
  await page.locator(".coding").focus();
  await press(page, "PageDown", "PageDown", "1", "Enter"); await kept(page, 7);
  await page.reload(); await page.locator(".coding").waitFor(); await kept(page, 7);
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".coding-file").click()]);
  const file = readFileSync(await download.path(), "utf-8");
  if (colorScheme === "light") await download.saveAs(join(folder, "sent.csv"));
  expect(file.includes('"a note: snuz"') && file.includes('"uncertain"') && file.includes('"direct"'), "the saved file lacks a memo, a doubt or a voice");
  expect(new Set(file.split("\n").slice(1).filter(Boolean).map((line) => line.split(",")[0])).size === 7, "the saved file does not hold seven sentences");
  await page.evaluate(() => localStorage.clear());
  await page.reload(); await page.locator(".coding").waitFor(); await kept(page, 0);
  await page.setInputFiles("#load", join(folder, "sent.csv")); await kept(page, 7);
  await context.close();
}

// JupyterLab -------------------------------------------------------------------------------
const freePort = () => new Promise((yes) => { const server = createServer().listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => yes(port)); }); });
const coded = () => { const path = join(folder, "corpus", "coding", "coder-A.csv"); return existsSync(path) ? new Set(readFileSync(path, "utf-8").split("\n").slice(1).filter(Boolean).map((line) => line.split(",")[0])).size : 0; };

async function openLab(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor({ timeout: 90000 });
  return page;
}

async function checkLab(browser) {
  const port = await freePort();
  const lab = spawn(python, ["-m", "jupyterlab", "--no-browser", "--allow-root", `--port=${port}`, "--ip=127.0.0.1", `--ServerApp.root_dir=${folder}`,
    "--IdentityProvider.token=", "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"], { stdio: "ignore", detached: true });
  const address = `http://127.0.0.1:${port}/lab/tree/notebooks/coding.ipynb`;
  try {
    for (let tries = 0; tries < 120; tries++) {
      if (await fetch(`http://127.0.0.1:${port}/api`).then((answer) => answer.ok, () => false)) break;
      await new Promise((yes) => setTimeout(yes, 500));
    }
    const context = await browser.newContext({ viewport: { width: 1280, height: 960 } });
    const page = await openLab(context, address);
    await page.locator("#jp-main-statusbar", { hasText: "| Idle" }).waitFor({ timeout: 90000 });
    await page.locator(".jp-Dialog .jp-mod-accept").click({ timeout: 2000 }).catch(() => {}); // it may ask for the kernel
    await page.locator(".jp-Notebook .jp-CodeCell").first().click();
    await page.keyboard.press("Shift+Enter");
    await page.locator(".jp-Dialog .jp-mod-accept").click({ timeout: 2000 }).then(() => page.keyboard.press("Shift+Enter"), () => {});
    await page.locator(".coding").waitFor({ timeout: 30000 }).catch(async () => { await picture(page, "lab-failed"); throw new Error("in JupyterLab the interface does not show"); });
    await picture(page, "lab-1-start");
    await checkAxe(page, "JupyterLab");
    await page.locator(".coding").focus();
    const start = Date.now();
    for (let number = 1; number <= 30; number++) {
      await press(page, number % 5 ? String(1 + number % 3) : "n", ...(number % 5 ? ["Enter"] : [])); await kept(page, number);
      if (coded() < number) findings.push(`JupyterLab: judgement ${number} shows as kept and is not in the file`);
      if (number === 15) await picture(page, "lab-2-half-way");
    }
    console.log(`JupyterLab: 30 judgements by keyboard in ${((Date.now() - start) / 1000).toFixed(1)} s, each in the file before the next sentence`);
    await press(page, "Control+s");
    expect((await saying(page)).includes("nothing to save"), "Ctrl+S says nothing");

    // What cannot be written is said, stays where it is, and goes to the file at the next try.
    await page.route("**/api/contents/**", (route) => route.request().method() === "PUT" ? route.fulfill({ status: 507, body: "{}" }) : route.continue());
    await press(page, "1", "Enter"); await page.locator(".coding-say", { hasText: "NOT KEPT" }).waitFor({ timeout: 15000 });
    await picture(page, "lab-3-not-kept");
    expect(coded() === 30, "a judgement is in the file that could not be written");
    await page.unroute("**/api/contents/**");
    await press(page, "Enter"); await kept(page, 31);
    expect(coded() === 31, "after a failed try the judgement is not in the file");

    // Two windows at once; the second opens the stored notebook.
    await page.locator('[data-command="docmanager:save"]').first().click();
    await page.waitForTimeout(1500);
    const other = await openLab(context, address);
    await other.locator(".coding").waitFor({ timeout: 90000 }).catch(() => {});
    if (await other.locator(".coding").count()) {
      await other.locator(".coding").focus();
      await kept(other, 31); await press(other, "2", "Enter"); await kept(other, 32);
      await page.bringToFront(); await page.locator(".coding").focus();
      await press(page, "PageDown", "1", "Enter");
      await page.waitForFunction(() => /Kept|NOT KEPT/.test(document.querySelector(".coding-say").textContent));
      expect(coded() === 33, `two windows coded 33 sentences, the file holds ${coded()}`);
    } else console.log("JupyterLab: a second window shows the stored table only");
    await other.close();

    // Without a kernel.
    const sessions = await (await fetch(`http://127.0.0.1:${port}/api/sessions`)).json();
    for (const session of sessions) await fetch(`http://127.0.0.1:${port}/api/sessions/${session.id}`, { method: "DELETE" });
    const before = coded();
    await page.bringToFront(); await page.locator(".coding").focus();
    await press(page, "3", "Enter");
    await page.waitForTimeout(1500);
    expect(coded() > before, "without a kernel a judgement is not in the file");
    await picture(page, "lab-4-no-kernel");
    await context.close();
  } finally { try { process.kill(-lab.pid); } catch { lab.kill(); } }
}

const browser = await chromium.launch({ executablePath: BROWSERS.find((path) => path && existsSync(path)),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
for (const check of [() => checkPage(browser, "light"), () => checkPage(browser, "dark"), () => checkLab(browser)])
  await check().catch((error) => findings.push(error.message.split("\n")[0]));
await browser.close();
console.log(`coding: ${findings.length} findings`);
for (const finding of findings) console.log(`  ${finding}`);
process.exit(findings.length ? 1 : 0);

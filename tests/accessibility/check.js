// Opens each report at the width of a desk and of a phone, and says everything that is wrong with it.
//
//     node check.js CHROMIUM FOLDER REPORT...

import { createRequire } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const [executablePath, folder, ...reports] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations', 'incomplete'] };
const screens = { desk: { width: 1280, height: 900 }, phone: { width: 360, height: 740, isMobile: true, hasTouch: true } };
const MOST_MS = 1000;
const MOST_BYTES = 2_000_000;

let wrong = 0;
const say = (where, what) => { wrong += 1; console.log(`  WRONG ${where}: ${what}`); };

/** Violations of axe, and what it could not decide. */
async function accessible(page, where) {
  await page.evaluate(axe);
  const { violations, incomplete, passes } = await page.evaluate(options => globalThis.axe.run(document, options), rules);
  for (const v of violations) {
    say(where, `${v.id} (${v.impact}): ${v.help}`);
    for (const node of v.nodes.slice(0, 4)) console.log(`        ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`);
  }
  // Axe cannot see what is behind a text in a drawing; of the page itself the next check is certain.
  for (const i of incomplete.filter(i => i.id !== 'color-contrast')) console.log(`  undecided by axe, ${where}: ${i.id} (${i.nodes.length}): ${i.help}`);
  return passes?.length ?? 0;
}

/** Contrast of every text outside drawings, of which axe leaves some undecided. */
async function contrasts(page, where) {
  const poor = await page.evaluate(() => {
    const channels = colour => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
      for (let e = element; e; e = e.parentElement) {
        const colour = channels(getComputedStyle(e).backgroundColor);
        if (colour.length === 3 || colour[3] > 0) return colour;
      }
      return [255, 255, 255];
    };
    const found = new Set();
    for (const element of document.querySelectorAll('body *:not(svg, svg *, script)')) {
      if (!Array.from(element.childNodes).some(node => node.nodeType === 3 && node.data.trim())) continue;
      const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < 4.5) found.add(`${element.tagName} ${element.className}: ${ratio.toFixed(2)}`);
    }
    return [...found];
  });
  for (const text of poor) say(where, `contrast of ${text}`);
}

/** The head of the first sortable table is reached by Tab, and Enter sorts it both ways. */
async function sorts(page, where) {
  const first = await page.$('table.sort th button');
  if (!first) return say(where, 'no table can be sorted');
  for (let i = 0; i < 200; i += 1) {
    await page.keyboard.press('Tab');
    if (await first.evaluate(button => button === document.activeElement)) break;
  }
  if (!await first.evaluate(button => button === document.activeElement)) return say(where, 'Tab does not reach a sort button');
  const outline = await first.evaluate(button => getComputedStyle(button).outlineStyle);
  if (outline === 'none') say(where, 'the focus on a sort button cannot be seen');
  const column = () => page.$eval('table.sort', table => Array.from(table.tBodies[0].rows, row => row.cells[0].textContent.trim()));
  const state = () => first.evaluate(button => button.closest('th').getAttribute('aria-sort'));
  await page.keyboard.press('Enter');
  const [up, upwards] = [await column(), await state()];
  await page.keyboard.press('Enter');
  const [down, downwards] = [await column(), await state()];
  if (upwards !== 'ascending' || downwards !== 'descending') say(where, `aria-sort is ${upwards}, then ${downwards}`);
  if (new Set(up).size > 1 && up[0] === down[0] && up.at(-1) === down.at(-1)) say(where, 'sorting changes nothing');
}

/** Numbers are sorted as numbers, with their signs and commas. */
async function sortsNumbers(page, where) {
  const sorted = await page.evaluate(() => {
    const table = Array.from(document.querySelectorAll('table.sort')).find(t => t.querySelector('th.number button'));
    if (!table) return null;
    const body = table.tBodies[0];
    const at = Array.from(table.tHead.rows[0].cells).findIndex(cell => cell.classList.contains('number'));
    const texts = ['1,234.5 ± 3.2', '−5', '37%', '', '(+2 ± 1)', '12 to 13'];
    const row = body.rows[0];
    body.replaceChildren(...texts.map(text => { const copy = row.cloneNode(true); copy.cells[at].textContent = text; return copy; }));
    table.tHead.rows[0].cells[at].querySelector('button').click();
    return Array.from(body.rows, r => r.cells[at].textContent).join(' | ');
  });
  const right = '−5 | (+2 ± 1) | 12 to 13 | 37% | 1,234.5 ± 3.2 | ';
  if (sorted !== null && sorted !== right) say(where, `numbers are sorted as ${sorted}`);
}

const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const report of reports) {
  const bytes = statSync(report).size;
  console.log(`${report} (${Math.round(bytes / 1000)} kB)`);
  if (bytes >= MOST_BYTES) say(report, `${bytes} bytes`);
  for (const [screen, viewport] of Object.entries(screens)) {
    const page = await browser.newPage();
    await page.setViewport(viewport);
    page.on('request', request => { if (!/^(file|data):/.test(request.url())) say(screen, `asks for ${request.url()}`); });
    page.on('pageerror', error => say(screen, `the script fails: ${error.message}`));
    page.on('console', message => { if (message.type() === 'error') say(screen, `the browser says: ${message.text()}`); });
    const begun = performance.now();
    await page.goto(pathToFileURL(path.resolve(report)).href, { waitUntil: 'load' });
    const ms = performance.now() - begun;
    if (ms > MOST_MS) say(screen, `takes ${Math.round(ms)} ms to load`);
    const faces = await page.evaluate(async () => { await document.fonts.ready; return Array.from(document.fonts, f => `${f.weight} ${f.status}`).join(', '); });
    if (faces !== '400 loaded, 600 loaded') say(screen, `faces: ${faces}`);
    const [scroll, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    if (scroll > width) say(screen, `the page scrolls sideways: ${scroll} px on ${width}`);
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
    await accessible(page, screen);
    await contrasts(page, screen);
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = false; }));
    const name = path.dirname(report).split(path.sep).at(-2);
    await page.screenshot({ path: path.join(folder, `${name}-${screen}.png`), fullPage: true });
    if (screen === 'desk') {
      await sorts(page, screen);
      await sortsNumbers(page, screen);
    }
    console.log(`  ${screen}: loaded in ${Math.round(ms)} ms, ${scroll} px wide`);
    await page.close();
  }
}
await browser.close();
console.log(wrong === 0 ? 'Nothing wrong.' : `${wrong} things are wrong.`);
process.exit(wrong === 0 ? 0 : 1);

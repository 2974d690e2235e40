// Uses the dashboard as a person would, as each line of stdin plans it, and prints what was seen.
import { mkdir } from 'node:fs/promises';
import { browser } from './browser.js';
import { print, read } from './wire.js';

const texts = locator => locator.allTextContents();
const rows = (page, table) => page.locator(`#${table} tbody tr`).evaluateAll(rows => rows.map(row => [...row.cells].map(cell => cell.textContent)));
const figure = (page, title) => page.locator('#figures div', { hasText: title }).locator('dd');
const live = page => page.locator('#state', { hasText: 'live' }).waitFor();
const changed = (page, selector, before) => page.waitForFunction(([selector, before]) => document.querySelector(selector).textContent !== before, [selector, before]);
const focused = page => page.evaluate(() => document.activeElement.ariaLabel || document.activeElement.id);

/** Presses Tab until the focus is where the label or id begins like this. */
async function tabTo(page, start) {
  for (let i = 0; i < 300; i++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).startsWith(start)) return;
  }
  throw new Error(`Tab does not lead to ${start}`);
}

/** Lets the page's clock pass a round, and waits for its end. */
async function round(page) {
  const before = await page.locator('#state').textContent();
  await page.clock.runFor(2000);
  await changed(page, '#state', before);
}

/** The lowest contrast of text on the page, with what has it (WCAG 2.2, 1.4.3). */
const contrast = page => page.evaluate(() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = colour => { context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1); return context.getImageData(0, 0, 1, 1).data; };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => { for (; element; element = element.parentElement) { const found = rgba(getComputedStyle(element).backgroundColor); if (found[3] === 255) return found; } return [255, 255, 255]; };
  let worst = { ratio: 21, text: '' };
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data.trim()).join('');
    if (!own || !element.checkVisibility() || element.matches('script, style, option')) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    if ((a + 0.05) / (b + 0.05) < worst.ratio) worst = { ratio: (a + 0.05) / (b + 0.05), text: own.slice(0, 40) };
  }
  return { ...worst, ground: light(ground(document.body)) };
});

const acts = {
  async look({ page }) {
    await live(page);
    await page.locator('#bytes dd').nth(1).waitFor();
    const connections = await figure(page, 'Connections').textContent();
    await changed(page, '#figures div:nth-of-type(2) dd', connections);
    return {
      figures: await texts(page.locator('#figures dt')), legend: await texts(page.locator('#bytes dt')), values: await texts(page.locator('#bytes dd, #messages dd')),
      points: await page.locator('#bytes path').count(), note: await page.locator('#throughput-note').textContent(),
      tables: Object.fromEntries(await Promise.all(['nodes', 'by-route', 'by-backend', 'handshakes', 'closes', 'busiest', 'longest', 'routes', 'backends'].map(async id => [id, await rows(page, id)]))),
      captions: await page.locator('table').evaluateAll(tables => tables.filter(table => !table.caption?.textContent).length),
      nameless: await page.locator('button, input, select').evaluateAll(all => all.filter(e => !(e.ariaLabel || e.textContent || e.labels?.length)).length),
    };
  },

  async withoutMetrics({ page }) {
    await page.locator('#bytes dd').waitFor();
    await page.locator('#throughput-note', { hasText: 'off' }).waitFor();
    return { legend: await texts(page.locator('#bytes dt')), note: await page.locator('#throughput-note').textContent(), handshakes: await page.locator('#handshakes-note').textContent() };
  },

  async close({ page, id }) {
    await page.getByRole('button', { name: `Close connection ${id}` }).first().click();
    await page.keyboard.press('Escape');
    const escaped = await page.locator('#closing').isHidden();
    await page.getByRole('button', { name: `Close connection ${id}` }).first().click();
    await page.locator('#closing-code').fill('1005');
    await page.locator('#closing-do').click();
    const refused = await page.locator('#closing-code').evaluate(input => input.validationMessage);
    await page.locator('#closing-code').fill('4000');
    await page.locator('#closing-reason').fill('moved elsewhere');
    await page.locator('#closing-do').click();
    await page.locator('#message', { hasText: 'closed' }).waitFor();
    await page.locator('#longest tr', { hasText: id }).waitFor({ state: 'detached' });
    return { escaped, refused, message: await page.locator('#message').textContent() };
  },

  async closeByKeyboard({ page, id }) {
    await live(page);
    await tabTo(page, `Close connection ${id}`);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    const before = await page.locator('#state').textContent();
    await changed(page, '#state', before);
    const kept = await focused(page);
    await page.keyboard.press('Enter');
    const first = await focused(page);
    await tabTo(page, 'closing-reason');
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await page.locator('#message', { hasText: 'closed' }).waitFor();
    await page.locator('#longest tr', { hasText: id }).waitFor({ state: 'detached' });
    return { outline, kept, first, lost: await page.evaluate(() => document.activeElement === document.body) };
  },

  async hostile({ page, id, text }) {
    await page.locator('#longest td', { hasText: 'onerror' }).waitFor();
    await page.getByRole('button', { name: `Details of connection ${id}` }).first().click();
    await page.locator('#details-values dd', { hasText: 'onerror' }).waitFor();
    const detail = await texts(page.locator('#details-values dd', { hasText: 'onerror' }));
    await page.keyboard.press('Escape');
    await page.locator('#test-host').fill(text);
    await page.locator('#test-path').fill(text);
    await page.getByRole('button', { name: 'Test' }).click();
    await page.locator('#tested', { hasText: 'onerror' }).waitFor();
    return {
      cell: await texts(page.locator('#longest td', { hasText: 'onerror' })), detail, tested: await page.locator('#tested').textContent(), note: await page.locator('#longest-note').textContent(),
      images: await page.locator('img').count(), hit: await page.evaluate(() => 'hit' in window),
      html: await page.evaluate(() => { try { document.createElement('p').innerHTML = '<b>'; return 'taken'; } catch (error) { return error.name; } }),
    };
  },

  async refused({ page, text }) {
    await page.locator('#longest-note', { hasText: 'onerror' }).waitFor();
    return { cell: [], detail: [], tested: '', note: await page.locator('#longest-note').textContent(), images: await page.locator('img').count(), hit: await page.evaluate(() => 'hit' in window), html: '', text };
  },

  async token({ page, context, url, token }) {
    await page.locator('#asking').waitFor();
    const why = [await page.locator('#asking-why').textContent()];
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.locator('#asking-why', { hasText: 'not accept' }).waitFor();
    why.push(await page.locator('#asking-why').textContent());
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Enter token' }).click();
    await page.getByLabel('Token of the admin API').fill(token);
    await page.keyboard.press('Enter');
    await live(page);
    await page.reload();
    await live(page);
    const kept = await page.evaluate(() => ({ session: Object.values(sessionStorage), local: localStorage.length, cookies: document.cookie }));
    const other = await context.newPage();
    await other.goto(url);
    await other.locator('#asking').waitFor();
    await page.getByRole('button', { name: 'Forget token' }).click();
    return { why, kept, forgotten: await page.evaluate(() => sessionStorage.length) };
  },

  async pauses({ page, asked }) {
    const fence = async () => { await page.clock.runFor(20_000); await page.evaluate(() => new Promise(done => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); })); };
    const hide = hidden => page.evaluate(hidden => { Object.defineProperty(document, 'hidden', { configurable: true, value: hidden }); document.dispatchEvent(new Event('visibilitychange')); }, hidden);
    await live(page);
    const start = asked.length;
    await round(page);
    const running = asked.length - start;
    await hide(true);
    let before = asked.length;
    await fence();
    const whileHidden = asked.length - before;
    before = await page.locator('#state').textContent();
    await hide(false);
    await changed(page, '#state', before);
    await page.getByRole('button', { name: 'Pause' }).click();
    before = asked.length;
    await fence();
    const whilePaused = asked.length - before;
    const state = await page.locator('#state').textContent();
    await page.getByRole('button', { name: 'Resume' }).click();
    await live(page);
    return { running, whileHidden, whilePaused, state };
  },

  async silence({ page }) {
    await live(page);
    print({});
    await page.locator('#banner', { hasText: 'stale since' }).waitFor();
    const seen = { banner: await page.locator('#banner-text').textContent(), state: await page.locator('#state').textContent(), nodes: (await rows(page, 'nodes')).length };
    print(seen);
    await page.locator('#banner', { hasText: 'stale since' }).waitFor({ state: 'hidden' });
    await live(page);
    return seen;
  },

  async node({ page }) {
    await page.locator('#nodes td', { hasText: 'stale since' }).waitFor();
    return { row: (await rows(page, 'nodes'))[1], note: await page.locator('#nodes-note').textContent() };
  },

  async find({ page, client, id }) {
    await live(page);
    const seen = {};
    for (const [by, value] of [['client', client], ['route', 'prices'], ['id', id], ['id', 'nobody']]) {
      await page.locator('#find-by').selectOption(by);
      await page.locator('#find-value').fill(value);
      await page.keyboard.press('Enter');
      await page.locator('#found-note', { hasText: /found|such/ }).waitFor();
      seen[value] = { note: await page.locator('#found-note').textContent(), rows: (await rows(page, 'found')).map(row => row[0]) };
    }
    return seen;
  },

  async backend({ page, backend }) {
    await page.getByRole('button', { name: `Disable backend ${backend}` }).click();
    await page.locator('#backends tr', { hasText: backend }).getByText('disabled').waitFor();
    const message = await page.locator('#message').textContent();
    await page.getByRole('button', { name: `Enable backend ${backend}` }).click();
    await page.locator('#backends tr', { hasText: backend }).getByText('in use').waitFor();
    return { text: message };
  },

  async steer({ page, backend, screenshots }) {
    await live(page);
    await page.locator('#longest tbody tr').nth(1).waitFor();
    await page.locator('#messages dd', { hasText: /^[1-9]/ }).first().waitFor();
    const row = page.locator('#backends tbody tr', { hasText: backend });
    const seen = {
      longest: (await rows(page, 'longest')).length, connections: await figure(page, 'Connections').textContent(), messages: await page.locator('#messages dd').first().textContent(),
      byRoute: (await rows(page, 'by-route'))[0], handshakes: (await rows(page, 'handshakes'))[0][0], backend: await row.textContent(),
    };
    await page.locator('#test-host').fill('example.org');
    await page.locator('#test-path').fill('/chat/room');
    await page.getByRole('button', { name: 'Test' }).click();
    seen.tested = await page.locator('#tested', { hasText: 'chat' }).textContent();
    if (screenshots) await page.screenshot({ path: `${screenshots}/node.png`, fullPage: true });
    const [id] = (await rows(page, 'longest'))[0];
    await page.getByRole('button', { name: `Close connection ${id}` }).first().click();
    await page.locator('#closing-code').fill('4000');
    await page.locator('#closing-reason').fill('moved elsewhere');
    await page.locator('#closing-do').click();
    seen.closed = await page.locator('#message', { hasText: 'closed' }).textContent();
    await page.locator('#longest tr', { hasText: id }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: `Disable backend ${backend}` }).click();
    await row.getByText('disabled').waitFor();
    seen.disabled = await row.textContent();
    return seen;
  },

  async looks({ page, screenshots }) {
    await live(page);
    await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now() + 5000)));
    await page.getByRole('button', { name: 'Pause' }).click(); // from here on rounds begin at the ends of the clock's steps
    await page.getByRole('button', { name: 'Resume' }).click();
    await live(page);
    for (let i = 0; i < (screenshots ? 156 : 3); i++) await round(page);
    const seen = {};
    for (const [name, colorScheme, width, reducedMotion] of [['light', 'light', 1440, 'no-preference'], ['dark', 'dark', 1440, 'no-preference'], ['narrow', 'light', 360, 'reduce']]) {
      await page.emulateMedia({ colorScheme, reducedMotion });
      await page.setViewportSize({ width, height: 900 });
      seen[name] = { ...await contrast(page), width: await page.evaluate(() => document.documentElement.scrollWidth), transition: await page.locator('#by-route i').first().evaluate(bar => getComputedStyle(bar).transitionDuration) };
      if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
    }
    if (screenshots) {
      await page.setViewportSize({ width: 1280, height: 1000 });
      await page.screenshot({ path: `${screenshots}/dashboard.png` });
      await page.getByRole('button', { name: /^Close connection/ }).first().click();
      await page.screenshot({ path: `${screenshots}/closing.png` });
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Details/ }).first().click();
      await page.locator('#details-values dd').first().waitFor();
      await page.screenshot({ path: `${screenshots}/details.png` });
    }
    return seen;
  },
};

for await (const plan of read()) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const errors = [], asked = [];
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text()); });
  page.on('pageerror', error => errors.push(String(error)));
  context.on('request', request => asked.push(request.url()));
  if (plan.clock) await page.clock.install();
  if (plan.screenshots) await mkdir(plan.screenshots, { recursive: true });
  await page.goto(plan.page);
  const seen = await acts[plan.act]({ ...plan, url: plan.page, page, context, asked });
  const origin = new URL(plan.page).origin;
  print({ seen, errors, foreign: asked.filter(url => !url.startsWith('data:') && new URL(url).origin !== origin) });
  await context.close();
}
await browser.close();

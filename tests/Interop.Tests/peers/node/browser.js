// A Chromium that keeps to itself. The executable is the script's first argument; what follows are arguments of its own.
import { chromium } from 'playwright-core';

export const browser = await chromium.launch({
  executablePath: process.argv[2],
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ...process.argv.slice(3),
  ],
});

/** Opens a page and hands it to the function, whose result is the result. */
export async function withPage(url, use) {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    return await use(page);
  } finally {
    await page.close();
  }
}

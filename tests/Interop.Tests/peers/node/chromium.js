// Lets a page in Chromium hold each conversation that a line of stdin plans, and prints its outcome.
import { browser, withPage } from './browser.js';
import { print, read } from './wire.js';

for await (const plan of read())
  print(await withPage(plan.page, page => page.evaluate(plan => converse(plan), plan)));
await browser.close();

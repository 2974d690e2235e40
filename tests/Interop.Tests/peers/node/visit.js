// Lets a page in Chromium do what each line of stdin plans, and prints what it has seen.
import { browser, withPage } from './browser.js';
import { print, read } from './wire.js';

for await (const plan of read())
  print(await withPage(plan.page, page => page.evaluate(plan => visit(plan), plan)));
await browser.close();

// Chats on the demo's page as a person would, and prints what the page shows.
import { browser, withPage } from './browser.js';
import { print, read } from './wire.js';

for await (const { page: url, text } of read()) {
  print(await withPage(url, async page => {
    await page.getByText('connected through').waitFor();
    await page.getByLabel('Message').fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
    const said = await page.getByText(text).textContent();
    // The table is asked for every second: the row that counts the message is not the first one.
    await page.locator('tr.mine', { hasText: '1 / 2' }).waitFor();
    return { said, row: await page.locator('tr.mine td').allTextContents() };
  }));
}
await browser.close();

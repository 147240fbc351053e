// Runs the scenario in Chromium. usage: CUSTOMARY_URL=… CUSTOMARY_BUSY_URL=… node chromium.mjs CHROMIUM
//
// The server takes no calls from pages of other origins. So the scenario runs in a page of the server's own, which the browser
// gets from here: of what is below /scenario/ nothing reaches the server.

import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const { CUSTOMARY_URL, CUSTOMARY_BUSY_URL } = process.env;
const FILES = {
  '/scenario/client/': fileURLToPath(new URL('.', import.meta.resolve('customary-client'))),
  '/scenario/': fileURLToPath(new URL('.', import.meta.url)),
};
const PAGE = `<!doctype html>
<link rel="icon" href="data:,">
<script type="importmap">{"imports": {"customary-client": "/scenario/client/index.js"}}</script>`;

const browser = await chromium.launch({ executablePath: process.argv[2] });

async function pageOf(origin) {
  const page = await browser.newPage();
  await page.route(`${origin}/scenario/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/scenario/') return route.fulfill({ contentType: 'text/html', body: PAGE });
    const prefix = Object.keys(FILES).find((start) => pathname.startsWith(start));
    return route.fulfill({ path: FILES[prefix] + pathname.slice(prefix.length) });
  });
  await page.goto(`${origin}/scenario/`);
  return page;
}

async function busy() {
  const page = await pageOf(CUSTOMARY_BUSY_URL);
  await page.evaluate(async (url) => (await import('/scenario/scenario.js')).busyServer(url), CUSTOMARY_BUSY_URL);
}

try {
  const page = await pageOf(CUSTOMARY_URL);
  await page.exposeFunction('busy', busy);
  await page.exposeFunction('say', console.log);
  await page.evaluate(
    async (url) => (await import('/scenario/scenario.js')).scenario(url, window.busy, window.say),
    CUSTOMARY_URL,
  );
} finally {
  await browser.close();
}

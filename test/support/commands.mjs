/**
 * Two commands that tests send to the runner (see page.ts).
 *
 * `pc-press`: a real key with its modifiers, e.g. `Shift+Tab`. @web/test-runner-commands' `sendKeys` works in all three
 * engines, but over WebDriver (WebKit) it cannot hold a modifier: each call is one key.
 *
 * `pc-emulate`: media features. The stock `emulateMedia` knows neither forced colours nor contrast (Puppeteer's list of
 * features is closed), so this speaks the DevTools protocol; Chromium only.
 * @returns {import('@web/test-runner').TestRunnerPlugin}
 */
export function commandsPlugin() {
  const devtools = new WeakMap();
  return {
    name: 'portfolio-connect-commands',
    async executeCommand({ command, payload, session }) {
      const { browser } = session;
      if (command === 'pc-press') {
        const keys = payload.keys;
        if (browser.type === 'webdriver') {
          await browser.sendKeys(session.id, keys);
          return { done: true };
        }
        const { keyboard } = browser.getPage(session.id);
        const held = keys.slice(0, -1);
        for (const key of held) await keyboard.down(key);
        await keyboard.press(keys.at(-1));
        for (const key of held.reverse()) await keyboard.up(key);
        return { done: true };
      }
      if (command === 'pc-emulate') {
        if (browser.name !== 'Chromium') return { done: false };
        const page = browser.getPage(session.id);
        if (!devtools.has(page)) devtools.set(page, await page.createCDPSession());
        const features = Object.entries(payload).map(([name, value]) => ({ name, value }));
        await devtools.get(page).send('Emulation.setEmulatedMedia', { features });
        return { done: true };
      }
      return undefined;
    },
  };
}

/**
 * Three people who have never heard of a token and do only what the block tells them, in a real browser, with a real
 * clipboard, at the demo's kit and the simulated broker. Each has made a mistake that the block has to lead out of.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { tokens } from '../../demo/simulators/t-invest.mjs';
import { startServer } from '../../demo/server.mjs';
import { until } from '../support/conditions.mjs';
import { launchChromium, newPage } from '../support/launch.mjs';

const server = await startServer({ port: 0 });
after(() => server.stop());
const browser = await launchChromium();
after(() => browser.close());

/** The broker's page in another tab: it shows a token once, until it is closed. */
const brokerWith = (token, isOpen = true) => ({
  /** What its copy button gives; nothing where the token is no longer shown. */
  copy: () => (isOpen ? token : undefined),
  issue: () => {
    isOpen = true;
    return (token = tokens.full);
  },
});

const otherTab = await newPage(browser, 'chromium');
await otherTab.setContent('<textarea></textarea>');

/** Copies something in another tab to the clipboard of this machine. */
async function copy(text) {
  await otherTab.bringToFront();
  await otherTab.focus('textarea');
  await otherTab.keyboard.press('KeyA', { commands: ['SelectAll'] });
  await otherTab.keyboard.sendCharacter(text);
  await otherTab.keyboard.press('KeyA', { commands: ['SelectAll'] });
  await otherTab.keyboard.press('KeyC', { commands: ['Copy'] });
}

/** Somebody at the block. Sees what is on the screen, and knows nothing else. */
async function newcomer({ viewport, keyboard = 0 }) {
  const context = await browser.createBrowserContext();
  const page = await newPage(context, 'chromium');
  await page.setViewport(viewport);
  // The page scrolls at once.
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(server.url);
  await page.bringToFront();
  await until(() => inBlock((root) => !!root?.querySelector('[part=input]')));

  /** Asks something of the block's shadow root. */
  function inBlock(read, ...args) {
    const call = `(${read})(document.querySelector('portfolio-connect').shadowRoot, ...${JSON.stringify(args)})`;
    return page.evaluate(call);
  }
  const state = () => page.evaluate(() => document.querySelector('portfolio-connect').state);
  // Each attempt ends with one of these.
  await page.evaluate(() => {
    globalThis.ends = 0;
    for (const type of ['pc-error', 'pc-connect']) document.addEventListener(type, () => globalThis.ends++);
  });
  const ends = () => page.evaluate(() => globalThis.ends);

  /** Where the middle of something is. */
  const at = (selector) =>
    inBlock((root, selector) => {
      const { x, y, width, height } = root.querySelector(selector).getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    }, selector);
  const touch = async (selector) => {
    await inBlock(
      (root, selector) => root.querySelector(selector).scrollIntoView({ block: 'center' }),
      selector,
    );
    const [x, y] = await at(selector);
    await (viewport.hasTouch ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
  };

  return {
    page,
    state,
    /** The words of the block that are on the screen now. */
    sees: () =>
      inBlock((root) => {
        const walker = document.createTreeWalker(root, 4 /* text */);
        const range = document.createRange();
        const words = [];
        while (walker.nextNode()) {
          const { parentElement } = walker.currentNode;
          if (!parentElement.checkVisibility() || parentElement.closest('.quiet')) continue;
          range.selectNodeContents(walker.currentNode);
          const { top, bottom, width } = range.getBoundingClientRect();
          if (width && top >= 0 && bottom <= globalThis.innerHeight) words.push(walker.currentNode.data);
        }
        return words.join(' ').replace(/\s+/g, ' ');
      }),
    /** Goes to the field; on a phone that brings the keyboard up, which takes its share of the screen. */
    async enterField() {
      await touch('[part=input]');
      if (keyboard) await page.setViewport({ ...viewport, height: viewport.height - keyboard });
      await until(() => inBlock((root) => root.activeElement?.matches('[part=input]')));
    },
    /** Pastes from the clipboard: by keys, or as a keyboard on a screen does, which types all of it at once. */
    async paste(text) {
      if (keyboard) return page.keyboard.sendCharacter(text);
      await copy(text);
      await page.bringToFront();
      await page.keyboard.press('KeyV', { commands: ['Paste'] });
    },
    type: (text) => page.keyboard.type(text),
    async press() {
      const before = await ends();
      await touch('[part=submit]');
      await until(async () => (await ends()) > before);
      await page.evaluate(() => document.querySelector('portfolio-connect').updateComplete);
    },
    holds: () => inBlock((root) => root.querySelector('[part=input]')?.value),
    close: () => context.close(),
  };
}

/**
 * Does what the words on the screen say, until the portfolio is connected.
 *
 * @returns How many further attempts it took after the first.
 */
async function followWords(person, broker) {
  for (let attempt = 1; attempt <= 2; attempt++) {
    const words = await person.sees();
    const isAsked = (advice) => advice.test(words);
    let token;
    if (isAsked(/[Сс]копируйте токен заново/)) token = broker.copy();
    if (!token && isAsked(/[Вв]ыпустите (новый|токен)/)) token = broker.issue();
    if (token) {
      assert.match(words, /вставьте его|введите его/, 'what to do with it is said');
      await person.enterField();
      await person.paste(token);
    } else assert.match(words, /нажмите «Подключить портфель» ещё раз/, `nothing to do in: ${words}`);
    await person.press();
    if ((await person.state()) === 'connected') return attempt;
  }
  throw new Error(`not connected; on the screen: ${await person.sees()}`);
}

describe('a newcomer gets through by the words alone', () => {
  const desktop = { viewport: { width: 1280, height: 900 } };
  const phone = {
    viewport: { width: 390, height: 700, isMobile: true, hasTouch: true },
    keyboard: 300,
  };

  const mistakes = {
    'who copied the hidden form of the token': [desktop, 't.••••••••••••••••••••', brokerWith(tokens.full)],
    'whose token has expired, and who has closed the broker’s page': [
      desktop,
      tokens.expired,
      brokerWith(tokens.expired, false),
    ],
    'on a phone with its keyboard up, who copied half of the token': [
      phone,
      tokens.full.slice(0, 40),
      brokerWith(tokens.full),
    ],
    'on a phone, whose token was refused': [phone, tokens.revoked, brokerWith(tokens.revoked, false)],
    'who pasted a token for practice': [desktop, tokens.sandbox, brokerWith(tokens.sandbox, false)],
  };
  for (const [who, [device, first, broker]] of Object.entries(mistakes)) {
    it(who, async (t) => {
      const person = await newcomer(device);
      await person.enterField();
      await person.paste(first);
      await person.press();
      assert.notEqual(await person.state(), 'connected');
      const further = await followWords(person, broker);
      t.diagnostic(`${further} further`);
      assert.match(await person.sees(), /Портфель подключен/);
      assert.equal(await person.holds(), undefined);
      await person.close();
    });
  }

  it('who types what they see, and clicks the button with the field still focused', async () => {
    const person = await newcomer(desktop);
    await person.enterField();
    await person.type(tokens.full.slice(0, 30));
    await person.press();
    assert.match(await person.sees(), /скопировано не целиком/);
    assert.equal(await followWords(person, brokerWith(tokens.full)), 1);
    await person.close();
  });

  it('this one does not get through where the words do not say how', async () => {
    const person = await newcomer(desktop);
    await person.enterField();
    await person.paste(tokens.expired);
    await person.page.evaluate(() => {
      document.querySelector('portfolio-connect').messages = { 'error.invalid-token': 'Ошибка.' };
    });
    await person.press();
    await assert.rejects(followWords(person, brokerWith(tokens.full)), /nothing to do in/);
    await person.close();
  });
});

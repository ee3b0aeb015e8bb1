/** Browsers for tests that drive a page from outside. */
import puppeteer from 'puppeteer-core';
import { CHROMIUM_ARGS, findChromium, findFirefox } from './browsers.mjs';
import { limits } from './limits.mjs';

const patient = { timeout: limits.start, protocolTimeout: limits.start };

export const launchChromium = () =>
  puppeteer.launch({ ...patient, executablePath: findChromium(), args: CHROMIUM_ARGS });

export const launchFirefox = () =>
  puppeteer.launch({ ...patient, browser: 'firefox', executablePath: findFirefox() });

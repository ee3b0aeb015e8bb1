/**
 * Reports a run of @web/test-runner: a line per file and engine, every failure with its name, error and the page's
 * console, and (for `test/run.mjs`) a report as JSON in the file that `PC_REPORT` names; report-node.mjs gives the same.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import { testOf } from './bundle.mjs';

/** @returns {import('@web/test-runner').Reporter} */
export function reportWeb() {
  /** @type {string[]} */
  let names = [];
  return {
    start({ browserNames }) {
      names = browserNames;
    },
    reportTestFileResults({ sessionsForTestFile, testFile }) {
      const file = testOf(testFile);
      const summary = sessionsForTestFile.map((session) => {
        const { passed, failed, skipped } = count(session);
        return `${session.browser.name} ${passed}${failed ? ` (${failed} FAILED)` : ''}${skipped ? ` (${skipped} skipped)` : ''}`;
      });
      console.log(`${file}: ${summary.join(', ')}`);
      for (const session of sessionsForTestFile) {
        const failures = [...failuresOf(session)];
        if (failures.length === 0) continue;
        for (const line of [...failures, ...circumstances(session)]) console.log(line);
      }
    },
    onTestRunFinished({ sessions }) {
      const engines = names.map((name) => {
        const own = sessions.filter((session) => session.browser.name === name).map(count);
        const total = (key) => own.reduce((sum, counts) => sum + counts[key], 0);
        const counts = { name, passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
        if (counts.passed + counts.failed > 0) return counts;
        console.log(`FAILED [${name}] no test was run`);
        return { ...counts, failed: 1 };
      });
      for (const { name, passed, failed, skipped } of engines) {
        console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
      }
      const { PC_REPORT } = process.env;
      if (!PC_REPORT) return;
      const tests = [...sessions].flatMap(timesOf);
      const failed = [...sessions].flatMap((session) => [...failuresOf(session)]);
      writeFileSync(PC_REPORT, JSON.stringify({ counts: engines, tests, failures: failed }));
    },
  };
}

/** How long each test took, ms. */
const timesOf = ({ browser, testFile, testResults }) =>
  flatten(testResults)
    .filter(({ test }) => !test.skipped)
    .map(({ test, name }) => ({
      where: `[${browser.name}] ${testOf(testFile)} > ${name}`,
      ms: test.duration ?? 0,
    }));

/** A file that could not be loaded, or that failed outside of its tests, counts as one failed test. */
function count(session) {
  const tests = flatten(session.testResults);
  const failed = tests.filter(({ test }) => !test.passed && !test.skipped).length;
  const broken =
    failed === 0 && (session.errors.length > 0 || session.passed === false || tests.length === 0);
  return {
    passed: tests.filter(({ test }) => test.passed && !test.skipped).length,
    failed: failed + (broken ? 1 : 0),
    skipped: tests.filter(({ test }) => test.skipped).length,
  };
}

function flatten(suite, path = []) {
  if (!suite) return [];
  return [
    ...suite.tests.map((test) => ({ test, name: [...path, test.name].join(' > ') })),
    ...suite.suites.flatMap((inner) => flatten(inner, [...path, inner.name])),
  ];
}

/** Each failure as text: where, then what, indented. */
function* failuresOf(session) {
  const where = `FAILED [${session.browser.name}] ${testOf(session.testFile)}`;
  const tests = flatten(session.testResults);
  const broken = tests.filter(({ test }) => !test.passed && !test.skipped);
  for (const { test, name } of broken) yield `${where} > ${name}\n${indent(describe(test.error))}`;
  for (const error of session.errors) yield `${where}\n${indent(describe(error))}`;
  if (tests.length + session.errors.length === 0) yield `${where}\n${indent('no test was run')}`;
}

/** What the page asked for in vain, and wrote to its console. */
function* circumstances({ request404s, logs }) {
  for (const path of request404s) yield indent(`404: ${path}`);
  for (const log of logs) yield indent(`console: ${format(...log)}`);
}

function describe(error) {
  if (!error) return 'not run: a hook failed (see the error of the file)';
  const lines = [`${error.name ?? 'Error'}: ${error.message}`];
  if (error.expected !== undefined || error.actual !== undefined) {
    lines.push(`expected: ${error.expected}`, `actual:   ${error.actual}`);
  }
  // Chromium repeats the message at the top of the stack; only the places are wanted.
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => /:\d+:\d+\)?$/.test(line) && !/node_modules/.test(line));
  return [...lines, ...places.slice(0, 6)].join('\n');
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}

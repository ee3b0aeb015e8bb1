/**
 * The Flex Web Service of Interactive Brokers as far as a token is verified with it: `SendRequest` and `GetStatement`. Routes, XML and error
 * codes are those of the sources that docs/brokers.md names; accounts, tokens and queries are made up. It keeps nothing, so the
 * statement of one token is ready at once, of another never.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed token that says, in its digits, which part it plays. */
const pair = (part) => ({ token: `7${String(part).padStart(23, '0')}`, queryId: '1404030' });

const credentials = {
  live: pair(1),
  /** Attributes in other quotation marks. */
  quoted: pair(2),
  /** Whose statement is never ready. */
  unready: pair(3),
  /** As it may be one day: elements that nobody knows yet. */
  future: pair(4),
  /** Whose query makes a table of commas. */
  commas: pair(20),
  /** Whose query is of another kind. */
  confirmations: pair(21),
  /** Whose query was made just now. */
  tooNew: pair(22),
  legacy: pair(23),
  noAccount: pair(24),
  wrongQuery: { ...pair(5), queryId: '9999999' },
  revoked: pair(6),
  expired: pair(7),
  inactive: pair(8),
  otherAddress: pair(9),
  rateLimited: pair(10),
  /** Shut out for having tried too often. */
  locked: pair(11),
  busy: pair(12),
  /** There is a report, and then the limit is reached. */
  rateLimitedLater: pair(13),
  ...Object.fromEntries(Object.keys(troubles).map((role, index) => [role, pair(100 + index)])),
};

const xml = (text) => new Response(text, { headers: { 'content-type': 'text/xml;charset=UTF-8' } });
const timestamp = '28 November, 2026 10:37 AM EST';
const failure = (code, message, status = 'Fail') =>
  xml(
    `<FlexStatementResponse timestamp='${timestamp}'>\n<Status>${status}</Status>\n<ErrorCode>${code}</ErrorCode>\n<ErrorMessage>${message}</ErrorMessage>\n</FlexStatementResponse>`,
  );
const started = (more = '') =>
  xml(
    `<FlexStatementResponse timestamp='${timestamp}'>\n<Status>Success</Status>\n<ReferenceCode>1234567890</ReferenceCode>\n<Url>https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService/GetStatement</Url>${more}\n</FlexStatementResponse>`,
  );
const statement = (id) =>
  `<FlexStatement accountId="${id}" fromDate="20260101" toDate="20261127" period="YearToDate" whenGenerated="20261128;123045">\n<AccountInformation accountId="${id}" acctAlias="" currency="USD" />\n</FlexStatement>`;
const report = (text) => xml(text);
const both = `<FlexQueryResponse queryName="Portfolio" type="AF">\n<FlexStatements count="2">\n${statement('U1234567')}\n${statement('U7654321')}\n</FlexStatements>\n</FlexQueryResponse>`;

const inProgress = () => failure(1019, 'Statement generation in progress. Please try again shortly.', 'Warn');
const tooMany = () =>
  failure(1018, 'Too many requests have been made from this token. Please try again shortly.');

/** The two methods that a verification calls. */
const owner =
  (later, first = started) =>
  ({ path, query }) => {
    if (query.get('v') !== '3') return failure(1001, 'Statement could not be generated at this time.');
    if (path === '/SendRequest')
      return query.get('q') === '1404030' ? first() : failure(1014, 'Query is invalid.');
    return path === '/GetStatement' && query.get('q') === '1234567890' && later();
  };

export const ibkrFlex = simulator({
  id: 'ibkr-flex',
  hosts: { service: '/ibkr-flex' },
  credentials,
  keyIn: ({ query }) => query.get('t'),
  answers: {
    service: {
      live: owner(() => report(both)),
      quoted: owner(() => report(both.replaceAll('"', "'"))),
      unready: owner(inProgress),
      future: owner(
        () => report(both.replaceAll('<FlexStatement ', '<FlexStatement colour="red" ')),
        () => started('\n<Colour>red</Colour>'),
      ),
      wrongQuery: owner(() => report(both)),
      commas: owner(() => new Response('"ClientAccountID","Symbol"\n"U1234567","AAPL"\n')),
      confirmations: owner(() => report(both.replace('type="AF"', 'type="TCF"'))),
      tooNew: () => failure(1020, 'Invalid request or unable to validate request.'),
      legacy: () => failure(1010, 'Legacy Flex Queries are no longer supported.'),
      noAccount: () => failure(1016, 'Account in invalid.'),
      expired: () => failure(1012, 'Token has expired.'),
      inactive: () => failure(1011, 'Service account is inactive.'),
      otherAddress: () => failure(1013, 'IP restriction.'),
      rateLimited: tooMany,
      locked: () => failure(1025, 'Too many failed attempts. Please review your configuration.'),
      busy: () => failure(1009, 'The server is under heavy load.', 'Warn'),
      rateLimitedLater: owner(tooMany),
      ...troubles,
    },
  },
  unknownKey: () => failure(1015, 'Token is invalid.'),
  unknownMethod: () => new Response(null, { status: 404 }),
  // The service answers nobody who does not say what is asking.
  refuse: ({ headers }) =>
    headers.get('user-agent') ? undefined : failure(1020, 'Invalid request or unable to validate request.'),
});

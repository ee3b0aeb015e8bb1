import { ConnectError, PcConnectEvent, PcErrorEvent } from 'portfolio-connect';
import { createProfile } from '../src/profile.js';

test('the profile tells which broker is connected', () => {
  const profile = createProfile();
  const block = profile.querySelector('portfolio-connect');
  block.dispatchEvent(new PcConnectEvent({ broker: 't-invest', state: 'active', accounts: [] }));
  expect(profile.textContent).toContain('Портфель подключен: t-invest');
});

test('the profile tells what went wrong', () => {
  const profile = createProfile();
  const block = profile.querySelector('portfolio-connect');
  block.dispatchEvent(new PcErrorEvent(new ConnectError({ code: 'expired-token' })));
  expect(profile.textContent).toContain('Не получилось: expired-token');
});

import 'portfolio-connect/define';

/** The part of the profile that tells which broker is connected. */
export function createProfile() {
  const profile = document.createElement('section');
  profile.innerHTML = `
    <portfolio-connect endpoint="/api/portfolio-connections"></portfolio-connect>
    <output>Портфель не подключен</output>`;
  const [block, output] = profile.children;
  block.addEventListener('pc-connect', ({ detail: { connection } }) => {
    output.textContent = `Портфель подключен: ${connection.broker}`;
  });
  block.addEventListener('pc-error', ({ detail: { error } }) => {
    output.textContent = `Не получилось: ${error.code}`;
  });
  return profile;
}

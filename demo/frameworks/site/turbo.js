/** A page that a server renders anew with each step, and Turbo morphs. With `?without` there is no block on it. */
export const turboPage = (isShown) => `<!doctype html>
<html lang="ru">
  <head>
    <meta charset="utf-8" />
    <meta name="csrf-token" content="demo" />
    <meta name="turbo-refresh-method" content="morph" />
    <link rel="icon" href="data:," />
    <title>Профиль</title>
    <script type="module" src="/packages/@hotwired/turbo/dist/turbo.es2017-esm.js"></script>
    <script type="module" src="/turbo-profile.js"></script>
    <script type="module" src="/packages/portfolio-connect/dist/cdn/portfolio-connect.js"></script>
  </head>
  <body>
    <main>
      <form action="/turbo" data-turbo-action="replace">
        <button ${isShown ? 'name="without"' : ''}>Убрать или показать</button>
      </form>
      <p>${new Date().toISOString()}</p>
      ${isShown ? block : ''}
      <ol id="heard" data-turbo-permanent></ol>
    </main>
  </body>
</html>`;

const block = `<portfolio-connect endpoint="/api/portfolio-connections">
        <p slot="footer">Нажимая кнопку, вы принимаете условия.</p>
        Включите JavaScript, чтобы подключить портфель.
      </portfolio-connect>`;

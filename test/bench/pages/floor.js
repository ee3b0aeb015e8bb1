/** The floor: the block's first paint by hand, without a library. */
const styles = `
  :host { display: block; font: 16px/1.4 system-ui, sans-serif; }
  form { display: grid; gap: 16px; padding: 20px; border: 1px solid #8883; border-radius: 12px; }
  h2, p { margin: 0; }
  fieldset { display: grid; gap: 8px; margin: 0; padding: 0; border: 0; }
  label { display: block; }
  input[type='password'] { box-sizing: border-box; width: 100%; padding: 10px; font: inherit; }
  button { padding: 10px 16px; font: inherit; }
  button[type='submit'] { border: 0; border-radius: 8px; background: #135cd1; color: #fff; }
`;
const markup = `
  <form novalidate aria-labelledby="heading">
    <h2 id="heading">Подключение портфеля</h2>
    <p>Подключите брокера по токену, чтобы видеть портфель здесь.</p>
    <fieldset>
      <legend>Брокер</legend>
      <label><input type="radio" name="broker" value="t-invest" checked /> Тинькофф</label>
    </fieldset>
    <button type="button" aria-expanded="false">Как получить токен?</button>
    <div>
      <label for="token">Токен</label>
      <input id="token" type="password" autocomplete="off" aria-describedby="hint" />
      <button type="button">Показать</button>
      <p id="hint">Начинается с «t.»</p>
    </div>
    <div role="status"></div>
    <button type="submit">Подключить портфель</button>
  </form>
`;

customElements.define(
  'bench-floor',
  class extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const root = this.attachShadow({ mode: 'open' });
      root.innerHTML = `<style>${styles}</style>${markup}`;
      root.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
      root.querySelector('fieldset').addEventListener('change', () => undefined);
      root.querySelector('#token').addEventListener('input', () => undefined);
    }
  },
);

/** A form like the floor's as anybody would write it with Lit. */
import { css, html, LitElement } from 'lit';

const nothing = () => undefined;

class BenchLit extends LitElement {
  static styles = css`
    :host {
      display: block;
      font:
        16px/1.4 system-ui,
        sans-serif;
    }
    form {
      display: grid;
      gap: 16px;
      padding: 20px;
      border: 1px solid #8883;
      border-radius: 12px;
    }
    h2,
    p {
      margin: 0;
    }
    fieldset {
      display: grid;
      gap: 8px;
      margin: 0;
      padding: 0;
      border: 0;
    }
    label {
      display: block;
    }
    input[type='password'] {
      box-sizing: border-box;
      width: 100%;
      padding: 10px;
      font: inherit;
    }
    button {
      padding: 10px 16px;
      font: inherit;
    }
    button[type='submit'] {
      border: 0;
      border-radius: 8px;
      background: #135cd1;
      color: #fff;
    }
  `;

  render() {
    return html`
      <form novalidate aria-labelledby="heading" @submit=${(event) => event.preventDefault()}>
        <h2 id="heading">${'Подключение портфеля'}</h2>
        <p>${'Подключите брокера по токену, чтобы видеть портфель здесь.'}</p>
        <fieldset @change=${nothing}>
          <legend>${'Брокер'}</legend>
          <label><input type="radio" name="broker" .checked=${true} /> ${'Тинькофф'}</label>
        </fieldset>
        <button type="button" aria-expanded="false" @click=${nothing}>${'Как получить токен?'}</button>
        <div>
          <label for="token">${'Токен'}</label>
          <input id="token" type="password" autocomplete="off" aria-describedby="hint" @input=${nothing} />
          <button type="button" @click=${nothing}>${'Показать'}</button>
          <p id="hint">${'Начинается с «t.»'}</p>
        </div>
        <div role="status"></div>
        <button type="submit">${'Подключить портфель'}</button>
      </form>
    `;
  }
}
customElements.define('bench-lit', BenchLit);

import { createSignal, For, Show } from 'solid-js';
import { demoBroker } from 'demo-broker';

const csrfToken = () => document.querySelector('meta[name=csrf-token]').content;

export function Profile() {
  const [isShown, show] = createSignal(true);
  const [heard, hear] = createSignal([]);
  const tell = (line) => hear((lines) => [...lines, line]);
  return (
    <main>
      <button onClick={() => show(!isShown())}>Убрать или показать</button>
      <Show when={isShown()}>
        <portfolio-connect
          endpoint="/api/portfolio-connections"
          manage={true}
          disabled={false}
          brokers={['t-invest', demoBroker]}
          headers={async () => ({ 'x-csrf-token': csrfToken() })}
          messages={{ heading: 'Мой портфель' }}
          on:pc-connect={({ detail }) => tell(`connected ${detail.connection.broker}`)}
          on:pc-error={({ detail }) => tell(`failed ${detail.error.code}`)}
          on:pc-disconnect={({ detail }) => tell(`disconnected ${detail.broker}`)}
        >
          <p slot="footer">Нажимая кнопку, вы принимаете условия.</p>
          Включите JavaScript, чтобы подключить портфель.
        </portfolio-connect>
      </Show>
      <ol>
        <For each={heard()}>{(line) => <li>{line}</li>}</For>
      </ol>
    </main>
  );
}

import { useState } from 'preact/hooks';
import { demoBroker } from 'demo-broker';

const csrfToken = () => document.querySelector('meta[name=csrf-token]').content;

export function Profile() {
  const [isShown, show] = useState(true);
  const [heard, hear] = useState([]);
  const tell = (line) => hear((lines) => [...lines, line]);
  return (
    <main>
      <button onClick={() => show(!isShown)}>Убрать или показать</button>
      {isShown && (
        <portfolio-connect
          endpoint="/api/portfolio-connections"
          manage={true}
          disabled={false}
          brokers={['t-invest', demoBroker]}
          headers={async () => ({ 'x-csrf-token': csrfToken() })}
          messages={{ heading: 'Мой портфель' }}
          onpc-connect={({ detail }) => tell(`connected ${detail.connection.broker}`)}
          onpc-error={({ detail }) => tell(`failed ${detail.error.code}`)}
          onpc-disconnect={({ detail }) => tell(`disconnected ${detail.broker}`)}
        >
          <p slot="footer">Нажимая кнопку, вы принимаете условия.</p>
          Включите JavaScript, чтобы подключить портфель.
        </portfolio-connect>
      )}
      <ol>
        {heard.map((line) => (
          <li>{line}</li>
        ))}
      </ol>
    </main>
  );
}

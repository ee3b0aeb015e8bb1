import { useState } from 'react';
import { PortfolioConnect } from 'portfolio-connect/react';
import { demoBroker } from 'demo-broker';

const csrfToken = () => document.querySelector('meta[name=csrf-token]').content;

export default function Profile() {
  const [isShown, show] = useState(true);
  const [heard, hear] = useState([]);
  const tell = (line) => hear((lines) => [...lines, line]);
  return (
    <main>
      <button onClick={() => show(!isShown)}>Убрать или показать</button>
      {isShown && (
        <PortfolioConnect
          endpoint="/api/portfolio-connections"
          manage
          disabled={false}
          brokers={['t-invest', demoBroker]}
          headers={async () => ({ 'x-csrf-token': csrfToken() })}
          messages={{ heading: 'Мой портфель' }}
          onPcConnect={({ detail }) => tell(`connected ${detail.connection.broker}`)}
          onPcError={({ detail }) => tell(`failed ${detail.error.code}`)}
          onPcDisconnect={({ detail }) => tell(`disconnected ${detail.broker}`)}
        >
          <p slot="footer">Нажимая кнопку, вы принимаете условия.</p>
          Включите JavaScript, чтобы подключить портфель.
        </PortfolioConnect>
      )}
      <ol>
        {heard.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
    </main>
  );
}

import { useState } from 'react';
import { PortfolioConnect } from 'portfolio-connect/react';

export default function App() {
  const [broker, setBroker] = useState<string>();
  return (
    <main>
      <PortfolioConnect
        endpoint="/api/portfolio-connections"
        lang="ru"
        onPcConnect={({ detail: { connection } }) => setBroker(connection.broker)}
      />
      {broker && <p>Подключен брокер: {broker}</p>}
    </main>
  );
}

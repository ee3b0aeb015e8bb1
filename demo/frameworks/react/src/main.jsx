import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Profile } from './Profile.jsx';

createRoot(document.querySelector('#app')).render(
  <StrictMode>
    <Profile />
  </StrictMode>,
);

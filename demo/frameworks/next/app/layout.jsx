export const metadata = { title: 'Профиль', other: { 'csrf-token': 'demo' }, icons: 'data:,' };

export default function Layout({ children }) {
  return (
    <html lang="ru">
      <body>{children}</body>
    </html>
  );
}

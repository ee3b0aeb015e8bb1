import Head from 'next/head';
import { Profile } from '../lib/Profile.jsx';

export default function Page() {
  return (
    <>
      <Head>
        <title>Профиль</title>
        <meta name="csrf-token" content="demo" />
        <link rel="icon" href="data:," />
      </Head>
      <Profile />
    </>
  );
}

import { Profile } from '../lib/Profile.jsx';

export default function Page() {
  return <Profile />;
}

import { Profile } from '../../lib/Profile.jsx';

// Rendered where there is neither Node nor a page.
export const runtime = 'edge';

export default function Page() {
  return <Profile />;
}

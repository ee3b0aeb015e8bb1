import { index, route } from '@react-router/dev/routes';

export default [index('routes/profile.jsx'), route('api/portfolio-connections/*', 'routes/portfolio.js')];

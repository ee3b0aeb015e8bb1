export { default } from './portfolio-connections/[...].js';

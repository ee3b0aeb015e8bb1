import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import HtmlWebpackPlugin from 'html-webpack-plugin';

// The plugin puts webpack's script in; the page's own is for the others.
const page = readFileSync('src/index.html', 'utf8').replace(/<script.*<\/script>/, '');

export default {
  mode: 'production',
  entry: './src/main.js',
  output: { path: fileURLToPath(new URL('dist/webpack', import.meta.url)) },
  plugins: [new HtmlWebpackPlugin({ templateContent: page })],
};

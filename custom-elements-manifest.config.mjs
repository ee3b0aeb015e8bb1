/** What editors and other tools are told of the tag: `dist/custom-elements.json`, and what is made of it. */
import { readFileSync } from 'node:fs';
import { customElementJetBrainsPlugin } from 'custom-element-jet-brains-integration';
import { customElementVsCodePlugin } from 'custom-element-vs-code-integration';

const sources = [
  'src/element/portfolio-connect.ts',
  'src/element/events.ts',
  'src/define.ts',
  'src/index.ts',
];
const outdir = 'dist';
let checker;

/** What the analyzer does not see: names that a function is given, types that stand behind an alias or a comment. */
function seen() {
  /** By the names of properties. */
  const attributes = new Map();
  const types = new Map();
  /** By the names of methods. */
  const returned = new Map();
  /** By the names of events' classes: what `detail` holds. */
  const details = new Map();

  /** Texts, numbers, booleans, and one of several texts: what an attribute can be. */
  function typeOf(ts, node) {
    const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
    const text = checker.typeToString(type, undefined, ts.TypeFormatFlags.InTypeAlias);
    if (/^(boolean|number)$/.test(text)) return text;
    return /^("[^"]*"( \| )?)+$/.test(text) ? text.replaceAll('"', "'") : 'string';
  }

  /** What an event's `detail` holds, as its class writes it; undefined for what is no event. */
  function detailOf(node) {
    const detail = checker.getTypeAtLocation(node).getProperty('detail');
    const members = detail ? checker.getTypeOfSymbol(detail).getProperties() : [];
    const member = ({ name, valueDeclaration: { questionToken, type } }) =>
      `${name}${questionToken ? '?' : ''}: ${type.getText()}`;
    return members.length > 0 ? `{ ${members.map(member).join('; ')} }` : undefined;
  }

  return {
    name: 'seen',
    analyzePhase({ ts, node }) {
      const name = node.name?.getText();
      if (ts.isPropertyAssignment(node) && node.initializer.getText().startsWith('flag(')) {
        attributes.set(name, node.initializer.arguments[0].text);
      } else if (ts.isPropertyDeclaration(node) && node.type) types.set(name, typeOf(ts, node));
      else if (ts.isClassDeclaration(node)) details.set(name, detailOf(node));
      else if (ts.isMethodDeclaration(node) && node.type) returned.set(name, node.type.getText());
    },
    moduleLinkPhase({ moduleDoc }) {
      for (const declaration of moduleDoc.declarations) {
        const { name, attributes: known = [], members = [] } = declaration;
        const detail = details.get(name);
        if (detail) {
          const field = { kind: 'field', name: 'detail', type: { text: detail }, readonly: true };
          declaration.members = [...members, field];
        }
        for (const one of known) {
          one.name = attributes.get(one.fieldName) ?? one.name;
          if (one.fieldName) one.type = { text: types.get(one.fieldName) };
        }
        for (const one of members) {
          if (one.attribute) one.attribute = attributes.get(one.name) ?? one.attribute;
          if (one.return?.type.text === '') one.return.type.text = returned.get(one.name);
        }
      }
    },
  };
}

/** What a custom property is where nobody sets it, from the styles themselves. */
const colours = {
  name: 'colours',
  packageLinkPhase({ customElementsManifest: { modules } }) {
    const styles = readFileSync('src/element/form/styles.ts', 'utf8');
    const defaults = new Map(
      [...styles.matchAll(/var\((--pc-[\w-]+), (.*)\);/g)].map(([, name, value]) => [
        name,
        value.replaceAll('var(--_', 'var(--pc-'),
      ]),
    );
    for (const { cssProperties = [] } of modules.flatMap(({ declarations }) => declarations))
      for (const one of cssProperties) one.default = defaults.get(one.name);
  },
};

/** What is published, as it is published, and nothing that a class keeps to itself. */
const published = {
  name: 'published',
  packageLinkPhase({ customElementsManifest: { modules } }) {
    const pathOf = (path) =>
      sources.find((source) => path.endsWith(source)).replace(/^src(.*)ts$/, `${outdir}$1js`);
    const isOwn = ({ name, privacy }) => name.startsWith('#') || privacy === 'protected';
    const isLiteral = (text) => /^('.*'|true|false|-?[\d.]+)$/.test(text);
    const homes = new Map(
      modules.flatMap(({ path, declarations }) => declarations.map(({ name }) => [name, pathOf(path)])),
    );
    for (const module of modules) {
      module.path = pathOf(module.path);
      for (const { declaration } of module.exports) declaration.module = homes.get(declaration.name);
      // What is exported for its type alone is nothing at run time.
      module.exports = module.exports.filter(({ declaration }) => declaration.module);
      for (const declaration of module.declarations) {
        const { superclass, members = [], attributes = [] } = declaration;
        // A class of one file alone.
        if (superclass?.module) delete declaration.superclass;
        declaration.members = members.filter((one) => !isOwn(one));
        for (const one of [...members, ...attributes]) if (!isLiteral(one.default)) delete one.default;
      }
    }
  },
};

const quiet = { outdir, hideLogs: true };

export default {
  globs: sources,
  outdir,
  litelement: true,
  packagejson: false,
  overrideModuleCreation({ ts, globs }) {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile('tsconfig.json', ts.sys.readFile).config,
      ts.sys,
      '.',
    );
    const program = ts.createProgram(globs, options);
    checker = program.getTypeChecker();
    return globs.map((path) => program.getSourceFile(path));
  },
  plugins: [
    seen(),
    published,
    colours,
    customElementVsCodePlugin({
      ...quiet,
      htmlFileName: 'vscode.html-custom-data.json',
      cssFileName: 'vscode.css-custom-data.json',
    }),
    customElementJetBrainsPlugin({ ...quiet, webTypesFileName: 'web-types.json', packageJson: false }),
  ],
};

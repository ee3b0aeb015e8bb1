// Not `.babelrc`, which does not apply to packages.
module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] };

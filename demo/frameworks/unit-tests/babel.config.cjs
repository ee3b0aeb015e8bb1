// Not `.babelrc`, which says nothing of packages.
module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] };

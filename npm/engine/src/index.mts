// One copy of the package in a process, whichever way it is loaded: the ES module is a view of the CommonJS one, so that
// classes are the same and the addon is loaded once.
export * from './index.js';

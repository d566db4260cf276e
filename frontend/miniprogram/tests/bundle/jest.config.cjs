/** The built WeChat bundle, in WeChat's own simulator of components. */
module.exports = {
  rootDir: "../..",
  testEnvironment: "jsdom",
  testMatch: ["<rootDir>/tests/bundle/*.test.cjs"],
  // The bundle is what it is: nothing of it is compiled again.
  transform: {},
  testTimeout: 30_000, // WeChat's compiler of templates takes its time on a busy machine
};

/** One set of rules for all of frontend/: strict TypeScript, Vue's own, and ours, each with its reason. */
import prettier from "eslint-config-prettier";
import vue from "eslint-plugin-vue";
import globals from "globals";
import tseslint from "typescript-eslint";

const OWN = ["**/*.ts", "**/*.vue"];

export default tseslint.config(
  // Generated, or made by others.
  { ignores: ["**/dist/**", "common/api/schema.d.ts", "miniprogram/src/uni_modules/**"] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  ...vue.configs["flat/recommended"],
  {
    languageOptions: {
      globals: {
        ...globals.browser,
        ...globals.node,
        uni: "readonly",
        wx: "readonly",
        plus: "readonly",
      },
      parserOptions: { parser: tseslint.parser, extraFileExtensions: [".vue"] },
    },
    rules: {
      // TypeScript knows better what is defined, in uni-app's world too.
      "no-undef": "off",
      // Pages of uni-app are called index.vue by its own convention.
      "vue/multi-word-component-names": "off",
      // What the server says is shown as text, never as markup.
      "vue/no-v-html": "error",
      "vue/block-lang": ["error", { script: { lang: "ts" } }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      complexity: ["error", 12],
    },
  },
  {
    files: OWN,
    rules: { "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }] },
  },
  {
    // Pages never call the network: the two transports do, and tests.
    files: OWN,
    ignores: ["common/api/**", "**/services/http.ts", "**/*.test.ts", "e2e/**"],
    rules: {
      "no-restricted-globals": ["error", { name: "fetch", message: "Ask services/http.ts." }],
      "no-restricted-properties": [
        "error",
        { object: "uni", property: "request", message: "Ask services/http.ts." },
        { object: "wx", property: "request", message: "Ask services/http.ts." },
      ],
    },
  },
  {
    // common/ runs where there is no page: promises are looked after, and nothing is any.
    files: ["common/**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: "./common/tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "no-restricted-globals": [
        "error",
        ...[
          "window",
          "document",
          "localStorage",
          "navigator",
          "process",
          "Buffer",
          "uni",
          "wx",
        ].map((name) => ({ name, message: "common/ knows no platform: have it injected." })),
      ],
    },
  },
  {
    // What drives WeChat's own simulator is of its time.
    files: ["**/*.cjs"],
    languageOptions: { globals: { ...globals.jest, ...globals.commonjs } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // Tools that run on a developer's machine talk to the terminal.
    files: ["**/*.{js,mjs,cjs}", "**/*.config.ts", "e2e/**"],
    rules: { "no-console": "off" },
  },
  prettier,
);

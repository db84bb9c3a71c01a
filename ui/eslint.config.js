// The walls inside the UI: views -> features -> components, with `session` and `domain` below them. Features never
// import one another, and only backend/tauri.ts knows what the window runs in.
import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

const tauri = {
  regex: "^@tauri-apps/",
  message: "Only backend/tauri.ts speaks to Tauri; everything else asks the session.",
};

function wall(files, regex, message) {
  return { files, rules: { "no-restricted-imports": ["error", { patterns: [tauri, { regex, message }] }] } };
}

export default ts.config(
  { ignores: ["dist/", "dist-fake/", "src/bindings/"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-imports": ["error", { patterns: [tauri] }],
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      "svelte/no-at-html-tags": "error",
      "svelte/no-inline-styles": "error",
      "svelte/button-has-type": "error",
    },
  },
  { files: ["src/backend/tauri.ts"], rules: { "no-restricted-imports": "off" } },
  wall(["src/features/*/*"], "^\\.\\./(?!\\.\\./)|/views/", "A feature knows no other feature and no view."),
  wall(["src/components/*"], "/(views|features|session|backend)/", "A component gets all it shows by its properties."),
  wall(["src/domain/*"], "/(views|features|session|backend|components)/", "Domain modules are arithmetic on the bindings."),
  wall(["src/session/*"], "/(views|features|components)/", "The session does not know what shows it."),
);

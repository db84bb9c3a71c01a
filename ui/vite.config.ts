import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  // Under vitest, components mount in jsdom and need Svelte's browser build.
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  build: {
    outDir: mode === "fake" ? "dist-fake" : "dist",
    emptyOutDir: true,
    // The web views of the supported systems: WebKitGTK 2.44, Safari 17.5, WebView2. Older targets would cost a second
    // list of colours in place of light-dark().
    target: ["chrome123", "safari17.5"],
    modulePreload: false,
    // A data: address would need a wider content policy.
    assetsInlineLimit: 0,
  },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
}));

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Writes a .br and a .gz beside every asset worth it: the server has no need to compress anything. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle() {
      const folder = fileURLToPath(new URL("./dist/assets/", import.meta.url));
      for (const name of readdirSync(folder).filter((name) => /\.(js|css|svg|webmanifest)$/.test(name))) {
        const content = readFileSync(folder + name);
        writeFileSync(`${folder}${name}.br`, brotliCompressSync(content));
        writeFileSync(`${folder}${name}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** Names in a comment of index.html the files of an item's page, so that the server can have them fetched at once. */
function namesItemPage(): Plugin {
  return {
    name: "names-item-page",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle, chunk }) {
        const files = new Set<string>();
        const gather = (name: string) => {
          const part = bundle?.[name];
          if (part?.type !== "chunk" || files.has(name) || name === chunk?.fileName) return;
          files.add(name);
          for (const style of part.viteMetadata?.importedCss ?? []) files.add(style);
          for (const imported of part.imports) gather(imported);
        };
        for (const part of Object.values(bundle ?? {}))
          if (part.type === "chunk" && part.facadeModuleId?.endsWith("/pages/item/ItemPage.tsx")) gather(part.fileName);
        const fresh = [...files].filter((name) => !html.includes(name));
        return html.replace("</head>", `<!--item-page ${fresh.join(" ")}--></head>`);
      },
    },
  };
}

const CHECKED = /node_modules\/(zod|react-hook-form|@hookform)\/|features\/items\/(ListingFields|ShippingFields|TermsForm|TextField|sellChecks|refusals|useListing)\.ts/;
const ORDERS = /(features|text)\/orders\/|parts\/rows?\./i;

const FACTORS = /(features|text)\/factors\/|api\/secondFactor/;
const OPERATORS = /(features|text)\/operators\/|pages\/console\/Gate/;

/** What is needed before anything is drawn; forms with their checks; orders and their rows; second factors; the console; what several other pages share. */
const GROUPS = [
  { name: "first", tags: ["$initial" as const], priority: 2 },
  { name: "forms", test: CHECKED, includeDependenciesRecursively: false, priority: 1 },
  { name: "orders", test: ORDERS, includeDependenciesRecursively: false, priority: 1 },
  { name: "factors", test: FACTORS, includeDependenciesRecursively: false, priority: 1 },
  { name: "operators", test: OPERATORS, includeDependenciesRecursively: false, priority: 1 },
  { name: "shared", minShareCount: 2 },
];

export default defineConfig({
  plugins: [compressed(), namesItemPage()],
  resolve: {
    mainFields: ["browser", "module", "main"],
    // what the packages import as React is Preact (docs/decisions/0117)
    alias: [
      { find: "~", replacement: fileURLToPath(new URL("./src", import.meta.url)) },
      { find: /^react\/jsx-(dev-)?runtime$/, replacement: "preact/jsx-runtime" },
      { find: "react-dom/client", replacement: "preact/compat/client" },
      { find: /^react(-dom)?$/, replacement: fileURLToPath(new URL("./react.js", import.meta.url)) },
    ],
  },
  build: {
    target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, manifest: true,
    // few files: over HTTP/1.1 a browser fetches six at a time, and each wave takes a round trip
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  server: { proxy: { "/api": "http://127.0.0.1:5000", "/resources": "http://127.0.0.1:5000" } },
  test: {
    // jsdom is loaded once, and each file has a window of its own
    environment: "jsdom", pool: "vmThreads",
    setupFiles: ["tests/setup.ts"], include: ["tests/**/*.test.{ts,tsx}"], server: { deps: { inline: true } },
  },
});

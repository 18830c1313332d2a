import { describe, expect, it } from "vitest";

// lowest first; a module imports its own layer and those below it
const LAYERS = ["theme", "connection", "text", "api", "router", "live", "parts", "features", "shell", "pages", "routes", "firstData", "main"];

const sources = import.meta.glob<string>("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const modules = Object.entries(sources).map(([path, source]) => ({ path: path.replace("../src/", ""), source }));

function importsOf({ path, source }: { path: string; source: string }): string[] {
  const specifiers = [...source.matchAll(/(?:from |import |import\()"([~.][^"]*)"/g)].map((match) => match[1] as string);
  return specifiers.map((name) => new URL(name.replace(/^~\//, "/"), `file:///${path}`).pathname.slice(1));
}

const layerOf = (path: string) => LAYERS.indexOf(path.split(/[/.]/)[0] as string);
const featureOf = (path: string) => /^features\/(\w+)/.exec(path)?.[1];

const edges = modules.flatMap((module) => importsOf(module).map((target) => ({ path: module.path, target })));

describe("the page's layers", () => {
  it("are declared for every module", () => {
    expect(modules.map(({ path }) => path).filter((path) => layerOf(path) < 0)).toEqual([]);
  });

  it("import downwards only", () => {
    const upwards = edges.filter(({ path, target }) => layerOf(target) > layerOf(path));
    expect(upwards.map(({ path, target }) => `${path} imports ${target}`)).toEqual([]);
  });

  it("keep features apart: pages compose them", () => {
    const across = edges.filter(({ path, target }) => {
      const [own, other] = [featureOf(path), featureOf(target)];
      return own && other && own !== other;
    });
    expect(across.map(({ path, target }) => `${path} imports ${target}`)).toEqual([]);
  });
});

// Builds what the browser gets, at development time only: `npm ci --ignore-scripts && npm run build`.
// In: css/*.css, pocket/*.js, icons.txt and exact npm versions. Out: sleutelbos/ui/static/ui, sleutelbos/ui/icons.svg,
// tests/vendor and VENDORED.md. The result is committed, so nobody else needs Node.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import subsetFont from "subset-font";

const here = import.meta.dirname;
const root = join(here, "..");
const modules = join(here, "node_modules");
const out = join(root, "sleutelbos/ui/static/ui");
const vendor = join(out, "vendor");
const targets = ["chrome87", "safari14.1", "firefox78"];

const NLDS = [
  ["@nl-design-system-candidate/button-css", "dist/button.css"],
  ["@nl-design-system-candidate/data-badge-css", "dist/data-badge.css"],
  ["@nl-design-system-candidate/heading-css", "dist/heading.css"],
  ["@nl-design-system-candidate/link-css", "dist/link.css"],
  ["@nl-design-system-candidate/mark-css", "dist/mark.css"],
  ["@nl-design-system-candidate/number-badge-css", "dist/number-badge.css"],
  ["@nl-design-system-candidate/paragraph-css", "dist/paragraph.css"],
  ["@utrecht/alert-css", "dist/index.css"],
  ["@utrecht/form-field-css", "dist/index.css"],
  ["@utrecht/form-fieldset-css", "dist/index.css"],
  ["@utrecht/select-css", "dist/index.css"],
  ["@utrecht/textarea-css", "dist/index.css"],
  ["@utrecht/textbox-css", "dist/index.css"],
];
const THEME = "@nl-design-system-unstable/voorbeeld-design-tokens";
const FONTS = [
  ["@fontsource-variable/noto-sans", "files/noto-sans-latin-wght-normal.woff2"],
  ["@fontsource-variable/noto-sans", "files/noto-sans-latin-ext-wght-normal.woff2"],
  ["@fontsource-variable/noto-sans", "files/noto-sans-cyrillic-wght-normal.woff2"],
  ["@fontsource/noto-sans-arabic", "files/noto-sans-arabic-arabic-400-normal.woff2"],
  ["@fontsource/noto-sans-arabic", "files/noto-sans-arabic-arabic-700-normal.woff2"],
  ["@fontsource/noto-sans-ethiopic", "files/noto-sans-ethiopic-ethiopic-400-normal.woff2"],
  ["@fontsource/noto-sans-ethiopic", "files/noto-sans-ethiopic-ethiopic-700-normal.woff2"],
];
// Which files carry these inside them.
const CARRIED = {
  "fake-indexeddb": ["tests/vendor/pocket.mjs"],
  idb: ["sleutelbos/ui/static/ui/pocket.js", "sleutelbos/ui/static/ui/worker.js"],
  "workbox-core": ["sleutelbos/ui/static/ui/worker.js"],
  "workbox-routing": ["sleutelbos/ui/static/ui/worker.js"],
  "workbox-strategies": ["sleutelbos/ui/static/ui/worker.js"],
};
const SHARED = ["tokens", "base", "components", "forms"];
const APP = ["fonts", "ethiopic", ...SHARED, "staff", "desk", "arrange", "bridge", "fallback"];
const LIGHT = ["ethiopic", ...SHARED.slice(0, 1), "plain", ...SHARED.slice(1), "arrange", "phone", "fallback"];

const read = (...parts) => readFileSync(join(...parts), "utf8");
const css = (name) => read(here, "css", `${name}.css`);
const meta = (name) => JSON.parse(read(modules, name, "package.json"));
const sha256 = (data) => createHash("sha256").update(data).digest("hex");

// Every own source goes into one fingerprint; a test recomputes it, so a forgotten build is noticed.
const fingerprint = sha256(
  [
    ...readdirSync(join(here, "css")).sort().map((f) => read(here, "css", f)),
    ...readdirSync(join(here, "pocket")).sort().map((f) => read(here, "pocket", f)),
    read(here, "icons.txt"),
    read(here, "package.json"),
  ].join("\0"),
);

// The theme hangs on a class and defines some 2800 tokens; we hang it on the page and keep what is reachable.
function reachableTheme(users) {
  const defined = new Map();
  for (const [, name, value] of read(modules, THEME, "dist/theme.css").matchAll(/^\s*(--[\w-]+):\s*([^;]+);/gm)) {
    defined.set(name, value.trim());
  }
  const wanted = [...users.matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]);
  const kept = new Set();
  while (wanted.length) {
    const name = wanted.pop();
    if (kept.has(name) || !defined.has(name)) continue;
    kept.add(name);
    for (const [, inner] of defined.get(name).matchAll(/var\(\s*(--[\w-]+)/g)) wanted.push(inner);
  }
  const lines = [...defined].filter(([name]) => kept.has(name)).map(([name, value]) => `  ${name}: ${value};`);
  return `/*! ${THEME} ${meta(THEME).version}, EUPL-1.2, reachable tokens only */\n:root {\n${lines.join("\n")}\n}\n`;
}

async function bundle(name, source, options = {}) {
  await build({
    stdin: { contents: source, loader: "css", resolveDir: here, sourcefile: `${name}.css` },
    outfile: join(out, `${name}.css`),
    bundle: true,
    minify: true,
    target: targets,
    legalComments: "linked",
    loader: { ".woff2": "file" },
    assetNames: "vendor/fonts/[name]",
    ...options,
  });
  const file = join(out, `${name}.css`);
  const body = readFileSync(file, "utf8");
  writeFileSync(file, `/*! sleutelbos ${name}.css, built by frontend/build.mjs from ${fingerprint} */\n${body}`);
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(join(root, "tests/vendor"), { recursive: true });
mkdirSync(join(vendor, "licences"), { recursive: true });

// A field is wrong when the server says so, not when the browser finds it empty before anybody typed.
const parts = NLDS.map(([pkg, file]) =>
  read(modules, pkg, file).replace(/\/\*# sourceMappingURL.*?\*\//g, "").replaceAll(":invalid", '[aria-invalid="true"]'),
).join("\n");
const own = APP.map(css).join("\n");
const theme = reachableTheme(parts + own);
// A few letters out of a big file. The own names of languages in scripts a computer may lack: keep beside
// sleutelbos/config/languages.py. And the letters that Turkish and Kurmanji need beyond Latin 1: five letters, not 168 KB.
const SMALL = [
  ["sleutelbos-menu", "@fontsource/noto-sans-ethiopic", "files/noto-sans-ethiopic-ethiopic-400-normal.woff2", "ትግርኛአማርኛ"],
  ["sleutelbos-menu-arabic", "@fontsource/noto-sans-arabic", "files/noto-sans-arabic-arabic-400-normal.woff2", "العربية فارسی / دری سۆرانی پښتو"],
  ["sleutelbos-turkish", "@fontsource-variable/noto-sans", "files/noto-sans-latin-ext-wght-normal.woff2", "ĞğİŞş"],
];
mkdirSync(join(here, "generated"), { recursive: true });
for (const [name, pkg, file, letters] of SMALL) {
  const font = await subsetFont(readFileSync(join(modules, pkg, file)), letters, { targetFormat: "woff2" });
  writeFileSync(join(here, "generated", `${name}.woff2`), font);
}
await bundle("app", [css("fonts"), css("ethiopic"), theme, parts, ...APP.slice(2).map(css)].join("\n"));
// A phone without Ethiopic letters fetches one file, not two: the browser makes the bold ones out of it.
const oneWeight = (text) => text.replace(/@font-face \{[^}]*font-weight: 700;[^}]*ethiopic-700[^}]*\}/, "");
await bundle("light", LIGHT.map((name) => (name === "ethiopic" ? oneWeight(css(name)) : css(name))).join("\n"));
if (existsSync(join(out, "light.css.LEGAL.txt"))) rmSync(join(out, "light.css.LEGAL.txt"));

// What a key person's phone runs: the script of its pages, and the service worker (served at the root, so not under
// static's address). The third one is the same store with a database in memory, for the tests.
async function script(source, outfile, options = {}) {
  await build({
    stdin: { contents: source, resolveDir: join(here, "pocket"), sourcefile: "entry.js" },
    outfile,
    bundle: true,
    minify: true,
    target: targets,
    format: "iife",
    legalComments: "none",
    banner: { js: `/*! sleutelbos, built by frontend/build.mjs from ${fingerprint} */` },
    define: { "process.env.NODE_ENV": '"production"' },
    ...options,
  });
}
await script('import "./page.js";', join(out, "pocket.js"));
await script('import "./worker.js";', join(out, "worker.js"));
await script(
  'import "fake-indexeddb/auto"; export { Store, newId } from "./store.js"; export { flush } from "./outbox.js"; ' +
    'export { inTouch } from "./touch.js"; export { refuses } from "./guard.js";',
  join(root, "tests/vendor/pocket.mjs"),
  { format: "esm", target: ["node20"], platform: "node", minify: false },
);

copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(vendor, "htmx.min.js"));
copyFileSync(join(modules, "axe-core/axe.min.js"), join(root, "tests/vendor/axe.min.js"));
copyFileSync(join(modules, "axe-core/LICENSE"), join(root, "tests/vendor/axe-LICENSE.txt"));

// One sprite; `{% icon %}` copies single symbols out of it into the page, so no page fetches it.
const symbols = read(here, "icons.txt").trim().split("\n").map((line) => {
  const [names, turn] = line.split(" ");
  const [name, drawing = name] = names.split("=");
  const inner = read(modules, "lucide-static/icons", `${drawing}.svg`)
    .replace(/<!--.*?-->/gs, "").replace(/<svg[^>]*>|<\/svg>/g, "").replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
  return `<symbol id="${name}" viewBox="0 0 24 24"${turn ? ' class="sb-icon--turn"' : ""}>${inner}</symbol>`;
});
writeFileSync(
  join(root, "sleutelbos/ui/icons.svg"),
  `<!-- Icons: lucide-static ${meta("lucide-static").version}, ISC (see static/ui/vendor/licences/lucide-static.txt) -->\n` +
    `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);

// Licences and the list of what we carry.
const rows = [];
const packages = [...new Set([...NLDS.map(([p]) => p), THEME, ...FONTS.map(([p]) => p), "htmx.org", "lucide-static", "axe-core", ...Object.keys(CARRIED)])].sort();
for (const pkg of packages) {
  const folder = join(modules, pkg);
  const licence = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  const flat = `${pkg.replace("@", "").replace("/", "-")}.txt`;
  if (pkg !== "axe-core") copyFileSync(join(folder, licence), join(vendor, "licences", flat));
  const files = {
    "htmx.org": ["sleutelbos/ui/static/ui/vendor/htmx.min.js"],
    "axe-core": ["tests/vendor/axe.min.js"],
    "lucide-static": ["sleutelbos/ui/icons.svg"],
    ...CARRIED,
  }[pkg] ?? FONTS.filter(([p]) => p === pkg).map(([, f]) => `sleutelbos/ui/static/ui/vendor/fonts/${basename(f)}`);
  const list = files.length ? files : ["sleutelbos/ui/static/ui/app.css"];
  for (const file of list) {
    rows.push(`| ${pkg} | ${meta(pkg).version} | ${meta(pkg).license} | ${file} | ${sha256(readFileSync(join(root, file)))} |`);
  }
}
for (const [name, pkg] of SMALL) {
  const file = `sleutelbos/ui/static/ui/vendor/fonts/${name}.woff2`;
  rows.push(`| ${pkg} (a few letters) | ${meta(pkg).version} | OFL-1.1 | ${file} | ${sha256(readFileSync(join(root, file)))} |`);
}
rows.push(`| sleutelbos | own | EUPL-1.2 | sleutelbos/ui/static/ui/light.css | ${sha256(readFileSync(join(out, "light.css")))} |`);
const integrity = createHash("sha384").update(readFileSync(join(vendor, "htmx.min.js"))).digest("base64");
writeFileSync(
  join(root, "VENDORED.md"),
  `# What we carry from others

Files of other projects that are committed here, so that installing and running needs no Node and no other host.
Made by \`frontend/build.mjs\`; do not edit by hand. Licence texts: \`sleutelbos/ui/static/ui/vendor/licences/\` and, for axe-core,
\`tests/vendor/axe-LICENSE.txt\`. axe-core is used by the tests alone and is not part of the product.

\`pocket.js\` and \`worker.js\` are our own scripts of \`frontend/pocket/\` with the packages named below inside them;
\`tests/vendor/pocket.mjs\` is the same store with fake-indexeddb, for the tests alone.

\`app.css\` is one bundle of the NL Design System parts named below and our own \`frontend/css/\`. Of the theme only the tokens
something uses are kept; they hang on \`:root\` instead of on \`.voorbeeld-theme\`, and
\`:invalid\` became \`[aria-invalid="true"]\`. No theme, logo or font of a real
municipality is in here: those are not openly licensed.

Integrity of htmx: \`sha384-${integrity}\`

| Package | Version | SPDX | File | sha256 |
|---|---|---|---|---|
${rows.join("\n")}
`,
);

// Funding links name hosts and tell npm nothing it needs.
const lock = JSON.parse(read(here, "package-lock.json"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
  delete entry.resolved;
}
writeFileSync(join(here, "package-lock.json"), `${JSON.stringify(lock, null, 2)}\n`);

// The fonts of what we print, made of the same packages as those of the pages: `node paper.mjs` after `npm ci`.
// The typesetter reads TrueType with fixed weights, so the two weights of Noto Sans are taken out of its variable
// font, and the web files are unpacked. Out: sleutelbos/ui/paper/fonts and its VENDORED.md; both are committed.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fontverter from "fontverter";
import subsetFont from "subset-font";

const here = import.meta.dirname;
const modules = join(here, "node_modules");
const paper = join(here, "../sleutelbos/ui/paper");
const out = join(paper, "fonts");
const range = (...spans) =>
  spans.map(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => String.fromCodePoint(a + i)).join("")).join("");
const LATIN = range([0x20, 0x7e], [0xa0, 0xff], [0x131, 0x131], [0x152, 0x153], [0x2bb, 0x2dc], [0x2000, 0x206f], [0x20ac, 0x20ac], [0x2190, 0x2193], [0x2212, 0x2215]);
const LATIN_EXT = range([0x100, 0x24f], [0x1e00, 0x1eff]);
const CYRILLIC = range([0x400, 0x45f], [0x490, 0x491], [0x4b0, 0x4b1], [0x2116, 0x2116]);
const VARIABLE = "@fontsource-variable/noto-sans";
const FILES = [];
for (const weight of [400, 700]) {
  for (const [name, text] of [["latin", LATIN], ["latin-ext", LATIN_EXT], ["cyrillic", CYRILLIC]]) {
    FILES.push({ pkg: VARIABLE, from: `noto-sans-${name}-wght-normal`, to: `noto-sans-${name}-${weight}`, weight, text });
  }
  for (const script of ["arabic", "ethiopic"]) {
    const pkg = `@fontsource/noto-sans-${script}`;
    const from = `noto-sans-${script}-${script}-${weight}-normal`;
    FILES.push({ pkg, from, to: `noto-sans-${script}-${weight}` });
  }
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const rows = [];
for (const { pkg, from, to, weight, text } of FILES) {
  const source = readFileSync(join(modules, pkg, "files", `${from}.woff2`));
  const made = text
    ? await subsetFont(source, text, { targetFormat: "truetype", variationAxes: { wght: weight } })
    : await fontverter.convert(source, "truetype");
  writeFileSync(join(out, `${to}.ttf`), made);
  const { version } = JSON.parse(readFileSync(join(modules, pkg, "package.json"), "utf8"));
  const sha256 = createHash("sha256").update(made).digest("hex");
  rows.push(`| ${pkg} | ${version} | OFL-1.1 | fonts/${to}.ttf | ${sha256} |`);
  copyFileSync(join(modules, pkg, "LICENSE"), join(paper, `${pkg.split("/")[1]}-LICENSE.txt`));
}
writeFileSync(
  join(paper, "VENDORED.md"),
  `# Fonts for paper

Made by \`frontend/paper.mjs\` of the packages named below; do not edit by hand. The licence texts stand beside this file.

| Package | Version | SPDX | File | sha256 |
|---|---|---|---|---|
${rows.sort().join("\n")}
`,
);

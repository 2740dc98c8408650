"""What the browser gets: nothing inline, nothing from elsewhere, nothing nobody remembers where it came from."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "sleutelbos"
TEMPLATES = sorted(PRODUCT.rglob("templates/**/*.html"))
SOURCES = sorted((ROOT / "frontend" / "css").glob("*.css"))
STATIC = PRODUCT / "ui" / "static" / "ui"
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)(?![\w])|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?<![\w-])(?:min-|max-)?(?:width|height)\s*:"
)
# What a namespace or a licence names is not fetched.
NAMED_ONLY = re.compile(r"http://www\.w3\.org/(?:2000/svg|1999/xlink|1998/Math/MathML)")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _markup(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", text, flags=re.DOTALL)


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 40
    assert SOURCES


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_has_no_inline_style_script_or_handler(path: Path) -> None:
    text = _markup(path)
    assert not re.search(r"<style\b", text, re.IGNORECASE)
    assert not re.search(r"\sstyle\s*=", text, re.IGNORECASE)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text, re.IGNORECASE)
    assert not re.search(r"\shx-on[:=-]", text, re.IGNORECASE)
    assert "javascript:" not in text.lower()
    for tag in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
        assert "src=" in tag or 'type="application/json"' in tag, tag
        if "src=" in tag and "allauth" not in text:
            assert "defer" in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_writes_htmx_as_valid_html(path: Path) -> None:
    assert not re.search(r"\shx-[a-z]", _markup(path)), "write data-hx-..., the form HTML allows"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_names_no_other_host(path: Path) -> None:
    text = NAMED_ONLY.sub("", _markup(path))
    fetched = re.findall(r"""(?:src|srcset|poster|action|data|xlink:href)\s*=\s*["'](?:https?:)?//""", text)
    linked = re.findall(r"""<link\b[^>]*href\s*=\s*["'](?:https?:)?//""", text)
    assert not fetched
    assert not linked
    assert not re.search(r"https?://", text), "put addresses of other sites in content or settings"


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_every_icon_a_template_names_exists(path: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (PRODUCT / "ui" / "icons.svg").read_text(encoding="utf-8")))
    text = _markup(path)
    named = re.findall(r"""\{% icon ["']([\w-]+)["']""", text)
    named += re.findall(r"""\bicon(?:_name)?=["']([\w-]+)["']""", text)
    named += re.findall(r"""\{% choice \S+ ["']([\w-]+)["']""", text)
    assert set(named) <= drawn, set(named) - drawn


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_our_css_follows_the_direction_of_the_text(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"@media[^{]*", "@media ", text)
    wrong = [line.strip() for line in text.splitlines() if PHYSICAL.search(line) and "line-height" not in line]
    assert not wrong


@pytest.mark.parametrize("name", ["app.css", "light.css", "app.js", "pocket.js", "worker.js"])
def test_what_is_served_asks_no_other_host(name: str) -> None:
    text = NAMED_ONLY.sub("", (STATIC / name).read_text(encoding="utf-8"))
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert not re.search(r"url\(\s*[\"']?//", text)


@pytest.mark.parametrize("name", ["app.css", "light.css"])
def test_css_has_no_cascade_layers_because_older_phones_drop_them(name: str) -> None:
    assert "@layer" not in (STATIC / name).read_text(encoding="utf-8")


def _vendored() -> list[tuple[str, str, str, str]]:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([0-9a-f]{64}) \|$",
        (ROOT / "VENDORED.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    return [(package.strip(), version.strip(), file.strip(), sha) for package, version, _spdx, file, sha in rows]


def test_vendored_files_are_the_ones_that_were_written_down() -> None:
    rows = _vendored()
    assert len(rows) > 15
    for _package, _version, file, sha in rows:
        assert hashlib.sha256((ROOT / file).read_bytes()).hexdigest() == sha, file


def test_every_vendored_file_is_written_down() -> None:
    listed = {file for _package, _version, file, _sha in _vendored()}
    there = {_name(path) for path in (STATIC / "vendor").rglob("*") if path.is_file() and "licences" not in path.parts}
    assert there <= listed, there - listed


def test_every_vendored_package_has_its_licence_beside_it() -> None:
    licences = {path.stem for path in (STATIC / "vendor" / "licences").iterdir()}
    packages = {package.split(" ")[0] for package, *_rest in _vendored()} - {"sleutelbos", "axe-core"}
    assert {package.replace("@", "").replace("/", "-") for package in packages} <= licences
    assert (ROOT / "tests" / "vendor" / "axe-LICENSE.txt").exists()


def test_what_was_built_belongs_to_the_sources_beside_it() -> None:
    frontend = ROOT / "frontend"
    parts = []
    for folder in ("css", "pocket"):
        files = sorted((frontend / folder).iterdir(), key=lambda path: path.name)
        parts += [path.read_text(encoding="utf-8") for path in files]
    parts += [(frontend / name).read_text(encoding="utf-8") for name in ("icons.txt", "package.json")]
    expected = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    for name in ("app.css", "light.css", "pocket.js", "worker.js"):
        first = (STATIC / name).read_text(encoding="utf-8").splitlines()[0]
        assert expected in first, f"run `npm ci --ignore-scripts && npm run build` in frontend/ for {name}"


def test_the_lock_of_the_asset_build_names_no_host() -> None:
    text = (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text

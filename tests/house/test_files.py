"""The files around the code: licence, metadata, locks, containers and the pages for contributors."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md")

# The mandatory keys and fixed lists of publiccode.yml 0 (and the optional keys this repository uses).
PUBLICCODE = {
    "type": "object",
    "required": [
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    ],
    "properties": {
        "publiccodeYmlVersion": {"const": "0"},
        "name": {"type": "string", "minLength": 1},
        "url": {"type": "string", "pattern": "^https://"},
        "softwareVersion": {"type": "string"},
        "platforms": {"type": "array", "minItems": 1, "items": {"enum": ["web"]}},
        "developmentStatus": {"enum": ["concept", "development", "beta", "stable", "obsolete"]},
        "softwareType": {"enum": ["standalone/web"]},
        "categories": {
            "type": "array",
            "items": {"enum": ["appointment-scheduling", "workflow-management", "resource-management"]},
        },
        "intendedAudience": {
            "type": "object",
            "properties": {
                "scope": {
                    "type": "array",
                    "items": {"enum": ["local-authorities", "welfare", "education", "healthcare"]},
                }
            },
            "additionalProperties": False,
        },
        "description": {
            "type": "object",
            "required": ["nl", "en"],
            "additionalProperties": {
                "type": "object",
                "required": ["shortDescription", "longDescription", "features"],
                "properties": {
                    "shortDescription": {"type": "string", "minLength": 1, "maxLength": 150},
                    "longDescription": {"type": "string", "minLength": 150, "maxLength": 10_000},
                    "features": {"type": "array", "minItems": 1, "items": {"type": "string", "maxLength": 100}},
                },
                "additionalProperties": False,
            },
        },
        "legal": {
            "type": "object",
            "required": ["license"],
            "properties": {"license": {"const": "EUPL-1.2"}},
        },
        "maintenance": {
            "type": "object",
            "required": ["type", "contacts"],
            "properties": {
                "type": {"const": "community"},
                "contacts": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}},
            },
        },
        "localisation": {
            "type": "object",
            "required": ["localisationReady", "availableLanguages"],
            "properties": {
                "localisationReady": {"type": "boolean"},
                "availableLanguages": {"type": "array", "minItems": 1, "items": {"type": "string"}},
            },
        },
        "dependsOn": {"type": "object"},
    },
    "additionalProperties": False,
}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def locked(name: str) -> dict[str, str]:
    """Package name to version, of a lock file."""
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text(name), re.MULTILINE))


def test_the_licence_is_the_whole_eupl() -> None:
    licence = text("LICENSE")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    articles = re.findall(r"^(\d+)\. [A-Z]", licence, re.MULTILINE)
    assert articles == [str(number) for number in range(1, 16)]
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in licence
    assert licence.rstrip().endswith("EUPL version.")
    assert len(re.findall(r"\w+", licence)) == 2239  # words of the text that SPDX publishes


def test_publiccode_yml_has_every_mandatory_key_and_only_values_of_the_fixed_lists() -> None:
    metadata = yaml.safe_load(text("publiccode.yml"))
    jsonschema.Draft202012Validator(PUBLICCODE).validate(metadata)
    assert metadata["softwareVersion"] == project()["project"]["version"]


def test_publiccode_yml_promises_the_languages_that_are_complete() -> None:
    from sleutelbos.config.languages import LANGUAGES

    metadata = yaml.safe_load(text("publiccode.yml"))
    complete = {language.code for language in LANGUAGES if language.complete}
    assert set(metadata["localisation"]["availableLanguages"]) == complete


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_address(name: str) -> None:
    lock = text(name)
    packages = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9._-]+==[^\s\\]+( ;[^\\]+)? \\\n", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_the_locks_hold_every_package_that_pyproject_names() -> None:
    groups = project()["dependency-groups"]
    named = {
        "requirements-build.lock": groups["build"],
        "requirements.lock": project()["project"]["dependencies"],
        "requirements-dev.lock": project()["project"]["dependencies"] + groups["dev"],
    }
    for name, requirements in named.items():
        versions = locked(name)
        for requirement in map(Requirement, requirements):
            package = canonicalize_name(requirement.name)
            assert package in versions, f"{package} is missing in {name}: make lock"
            assert requirement.specifier.contains(versions[package]), f"{package} in {name} is another version"


def test_tests_run_with_the_same_versions_as_people_do() -> None:
    for_people, for_tests = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: for_tests.get(name) for name in for_people} == for_people


def test_only_the_packages_without_a_wheel_need_the_locked_builder() -> None:
    assert set(locked("requirements-build.lock")) == {"setuptools"}


@pytest.mark.parametrize(
    "lock", ["tests/node/package-lock.json", "tests/node/browser/package-lock.json", "frontend/package-lock.json"]
)
def test_a_node_lock_has_integrity_for_every_package_and_names_no_address(lock: str) -> None:
    packages = json.loads(text(lock))["packages"]
    others = {name: package for name, package in packages.items() if name}
    assert others
    assert all(package["integrity"].startswith("sha512-") for package in others.values())
    assert not any("resolved" in package for package in others.values())


def test_the_test_only_node_programs_are_pinned() -> None:
    for name in ("tests/node/package.json", "tests/node/browser/package.json"):
        package = json.loads(text(name))
        assert package["private"] is True
        versions = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
        assert versions
        for version in versions.values():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def compose() -> dict[str, Any]:
    loaded = yaml.safe_load(text("docker-compose.yml"))
    assert isinstance(loaded, dict)
    return loaded


def test_compose_has_web_worker_database_and_a_migration_that_goes_first() -> None:
    services = compose()["services"]
    assert set(services) == {"db", "migrate", "app", "worker"}
    assert services["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert services["migrate"]["restart"] == "no"
    for name in ("app", "worker"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["worker"]["command"] == ["python", "-m", "sleutelbos", "worker"]
    assert services["db"]["image"].startswith("postgres:16")


def test_containers_run_without_root_and_read_only() -> None:
    services = compose()["services"]
    for name in ("migrate", "app", "worker"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    instructions = re.findall(r"^([A-Z]+) (.*)$", text("Dockerfile"), re.MULTILINE)
    assert [value for word, value in instructions if word == "USER"] == ["10001"]
    assert any(word == "HEALTHCHECK" and "/healthz" in value for word, value in instructions)
    assert text("Dockerfile").count("--require-hashes") == 2


def test_the_application_in_the_containers_is_no_database_superuser() -> None:
    services = compose()["services"]
    assert services["app"]["environment"]["DATABASE_URL"].startswith("postgresql://sleutelbos:")
    assert services["db"]["environment"]["POSTGRES_USER"] != "sleutelbos"
    assert "./docker/make-app-role.sh:/docker-entrypoint-initdb.d/make-app-role.sh:ro" in services["db"]["volumes"]
    assert "NOSUPERUSER NOBYPASSRLS" in text("docker/make-app-role.sh")


def test_compose_gives_every_setting_production_cannot_do_without_and_invents_no_secret() -> None:
    production = text("sleutelbos/config/settings/production.py")
    without_default = set(re.findall(r'env\.text\("(\w+)"\)', production)) | {"SLEUTELBOS_HOSTS", "DATABASE_URL"}
    environment = compose()["services"]["app"]["environment"]
    assert without_default <= set(environment)
    for name in ("SLEUTELBOS_SECRET_KEY", "SLEUTELBOS_HOSTS", "SLEUTELBOS_SITE_URL"):
        assert environment[name].startswith("${" + name + ":?"), f"{name} must be given by people"


def test_compose_passes_on_only_settings_that_exist() -> None:
    settings = "".join(path.read_text() for path in (ROOT / "sleutelbos/config").rglob("*.py"))
    for name in compose()["services"]["app"]["environment"]:
        assert f'"{name}"' in settings, f"no setting reads {name}"


# What a container has no use for: it has its own folder, and the start of each process sets the scope of its database.
NOT_FOR_CONTAINERS = {"SLEUTELBOS_VAR_DIR", "SLEUTELBOS_DATABASE_SCOPE"}


def test_compose_passes_on_every_setting_the_installation_reads_and_tells_about_it() -> None:
    read: dict[str, str] = {}
    for name in ("base", "production"):
        found = re.findall(r'env\.(\w+)\(\s*"(\w+)"', text(f"sleutelbos/config/settings/{name}.py"))
        read.update({variable: kind for kind, variable in found})
    assert {"SLEUTELBOS_PROXIES", "SLEUTELBOS_IDENTITY_PROVIDERS"} <= set(read)
    environment = compose()["services"]["app"]["environment"]
    assert set(read) - NOT_FOR_CONTAINERS == set(environment)
    told = "".join(text(f"docs/operate/{name}.md") for name in ("containers", "sign-in", "messages", "figures"))
    for variable, kind in read.items():
        if variable in NOT_FOR_CONTAINERS or variable == "DATABASE_URL":
            continue
        if kind in {"number", "flag"}:
            # An empty text is no number: without a value in .env a default must be passed on.
            assert re.fullmatch(r"\$\{" + variable + r":-\d+\}", environment[variable]), variable
        assert variable in told or variable.replace("SLEUTELBOS_SMTP", "") in told, f"docs/operate: {variable}"


def test_the_image_gets_only_what_it_needs() -> None:
    lines = text(".dockerignore").split()
    wanted = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.*)$", text("Dockerfile"), re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert "*" in lines
    assert copied == wanted


def test_the_readme_fits_one_screen_and_names_the_two_commands() -> None:
    readme = text("README.md")
    assert len(readme.splitlines()) <= 60
    assert "./start  " in readme
    assert "./start test" in readme


def test_the_readme_tells_which_languages_no_native_speaker_has_read() -> None:
    from sleutelbos.config.languages import LANGUAGES

    paragraph = text("README.md").partition("## Languages")[2].partition("\n## ")[0]
    complete, partial = paragraph.split("are complete.")
    for language in LANGUAGES:
        assert language.name in (complete if language.complete else partial), language.name
    assert "native" in partial


def test_the_pages_speak_of_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    for page in PAGES:
        for command in re.findall(r"`make ([a-z]+)", text(page)):
            assert command in targets, f"{page} names make {command}"


def test_make_shows_its_list() -> None:
    if subprocess.run(["sh", "-c", "command -v make"], capture_output=True, check=False).returncode:
        pytest.skip("make is not on this computer; it is never needed")
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "test - everything the build checks" in shown


def test_the_changelog_begins_with_what_is_not_released_yet() -> None:
    first = re.search(r"^## \[(.+)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert first
    assert first[1] == "Unreleased"


def test_no_own_page_names_a_place_on_somebodys_computer() -> None:
    for page in (*PAGES, "docs/operate/containers.md", "start", "Makefile", "Dockerfile"):
        assert not re.search(r"/(root|work|home/\w+)/", text(page)), page

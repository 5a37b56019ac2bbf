"""The files of ``deploy/`` agree with each other and with the program they run (Q4)."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from kontor.runtime.cli import main
from kontor.runtime.http import gauges, metrics
from tests.house.sources import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
NGINX = (DEPLOY / "nginx" / "nginx.conf").read_text()


def _objects() -> list[dict[str, Any]]:
    files = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    return [each for file in files for each in yaml.safe_load_all(file.read_text()) if each]


def _of_kind(kind: str) -> list[dict[str, Any]]:
    return [each for each in _objects() if each["kind"] == kind]


def _pods() -> list[dict[str, Any]]:
    return [each["spec"]["template"] for kind in ("Deployment", "Job") for each in _of_kind(kind)]


def _commands() -> Iterator[list[str]]:
    for service in COMPOSE["services"].values():
        yield from _kontor_calls(service.get("command", []))
    for pod in _pods():
        for container in pod["spec"]["containers"]:
            yield from _kontor_calls(container["args"])
    yield from _kontor_calls(json.loads(re.findall(r"^CMD (.*)$", (DEPLOY / "Dockerfile").read_text(), re.M)[-1]))


def _kontor_calls(command: list[str]) -> Iterator[list[str]]:
    """Calls of ``kontor`` in a command, also inside ``sh -c``."""
    if command[:1] == ["kontor"]:
        yield command[1:]
    elif command[:2] == ["sh", "-c"]:
        for part in command[2].split("&&"):
            yield from _kontor_calls(shlex.split(part))


def test_every_command_is_one_that_kontor_understands(monkeypatch):
    monkeypatch.setenv("OWNER_PASSWORD", "o")
    monkeypatch.setenv("APP_PASSWORD", "a")
    calls = list(_commands())
    assert len(calls) >= 8
    for call in calls:
        _parse(main, click.Context(main), call)


def _parse(command: click.Command, context: click.Context, arguments: list[str]) -> None:
    """Follow the words down to the last subcommand; click refuses what it does not know."""
    if isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, arguments)
        assert found is not None
        _parse(found, click.Context(found, parent=context), rest)
    else:
        command.make_context(command.name, list(arguments), parent=context)


def test_compose_has_every_part_of_the_product():
    services = COMPOSE["services"]
    assert set(services) == {"db", "redis", "migrate", "web", "worker", "live", "nginx"}
    assert services["web"]["deploy"]["replicas"] == 2
    assert services["worker"]["deploy"]["resources"]["limits"]["memory"] == "256M"
    assert services["db"]["image"].startswith("postgres:18")


def test_compose_starts_in_an_order_that_works():
    services = COMPOSE["services"]
    for name, service in services.items():
        for other, condition in service.get("depends_on", {}).items():
            assert other in services, (name, other)
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in services[other], (name, other)
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_compose_asks_for_every_secret_and_the_example_names_it():
    asked = set(re.findall(r"\$\{([A-Z_]+):\?\}", (DEPLOY / "compose.yaml").read_text()))
    named = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.M))
    assert asked and asked <= named


def test_only_the_migration_knows_the_owner():
    for name, service in COMPOSE["services"].items():
        knows = "DATABASE_OWNER_URL" in service.get("environment", {})
        assert knows == (name == "migrate"), name
    for pod in _pods():
        container = pod["spec"]["containers"][0]
        secrets = {each["secretRef"]["name"] for each in container["envFrom"] if "secretRef" in each}
        assert ("kontor-owner" in secrets) == (container["name"] == "migrate")


def test_every_setting_is_one_that_kontor_reads():
    given = set(COMPOSE["services"]["web"]["environment"])
    for each in (*_of_kind("ConfigMap"), *_of_kind("Secret")):
        given |= set(each.get("data") or each.get("stringData") or {})
    sources = "\n".join(each.read_text() for each in (ROOT / "kontor").rglob("*.py"))
    unknown = {name for name in given if f'"{name}"' not in sources}
    assert not unknown


def test_every_setting_is_told_in_the_manual():
    manual = (ROOT / "docs" / "operations.md").read_text()
    for name in COMPOSE["services"]["web"]["environment"]:
        assert f"`{name}`" in manual, name


def test_images_are_pinned():
    images = [each["image"] for each in COMPOSE["services"].values()]
    images += [container["image"] for pod in _pods() for container in pod["spec"]["containers"]]
    assert images
    assert not [each for each in images if ":" not in each or each.endswith(":latest")]


def test_kubernetes_objects_find_each_other():
    labels = [each["spec"]["template"]["metadata"]["labels"] for each in _of_kind("Deployment")]
    for service in _of_kind("Service"):
        assert [each for each in labels if service["spec"]["selector"].items() <= each.items()], service["metadata"]
    for deployment in _of_kind("Deployment"):
        assert deployment["spec"]["selector"]["matchLabels"].items() <= (
            deployment["spec"]["template"]["metadata"]["labels"].items()
        )
    names = {(each["kind"], each["metadata"]["name"]) for each in _objects()}
    for pod in _pods():
        for source in pod["spec"]["containers"][0]["envFrom"]:
            kind, key = ("ConfigMap", "configMapRef") if "configMapRef" in source else ("Secret", "secretRef")
            assert (kind, source[key]["name"]) in names
    paths = _of_kind("Ingress")[0]["spec"]["rules"][0]["http"]["paths"]
    assert {each["backend"]["service"]["name"] for each in paths} == {"kontor-web", "kontor-live"}


def test_pods_do_not_run_as_root_and_have_limits():
    for pod in _pods():
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
    for deployment in _of_kind("Deployment"):
        assert deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"]


def test_web_pods_are_asked_whether_they_are_ready_and_well():
    web = next(each for each in _of_kind("Deployment") if each["metadata"]["name"] == "kontor-web")
    container = web["spec"]["template"]["spec"]["containers"][0]
    assert container["readinessProbe"]["httpGet"]["path"] == "/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/health"


def test_nginx_is_well_formed_and_protects():
    text = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", NGINX)
    assert text.count("{") == text.count("}")
    for line in (each.strip() for each in text.splitlines()):
        # A directive may go on over lines; what ends one is ; or a brace.
        assert not line or line.endswith((";", "{", "}")) or line.startswith(("log_format",)) or line == "", line
    for promise in ("ssl_certificate ", "gzip on", "limit_req zone=sign_in", "limit_req zone=calls", "TLSv1.3"):
        assert promise in NGINX, promise
    assert "server web:8000" in NGINX and "server live:8000" in NGINX
    assert "proxy_set_header Upgrade $http_upgrade" in NGINX


@pytest.mark.parametrize("file", ["prometheus/alerts.yml", "grafana/kontor.json"])
def test_alerts_and_dashboard_ask_for_figures_that_exist(file: str):
    text = (DEPLOY / file).read_text()
    asked = set(re.findall(r"\bkontor_[a-z_]+", text))
    known = {each.name for each in gauges.READINGS} | _metric_names()
    assert asked and asked <= known, asked - known


def _metric_names() -> set[str]:
    names: set[str] = set()
    for metric in metrics.THIS_PROCESS.collect():
        if metric.name.startswith("kontor_"):
            suffixes = ("", "_total", "_bucket", "_sum", "_count")
            names |= {metric.name + suffix for suffix in suffixes}
    return names


def test_the_dashboard_is_complete():
    dashboard = json.loads(Path(DEPLOY / "grafana" / "kontor.json").read_text())
    assert len(dashboard["panels"]) >= 8
    assert all(each["targets"][0]["expr"] for each in dashboard["panels"])


def test_the_prometheus_configuration_reads():
    content = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    assert content["scrape_configs"][0]["job_name"] == "kontor"
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    assert all(each["annotations"]["summary"] for each in rules["groups"][0]["rules"])

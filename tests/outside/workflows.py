"""The jobs of the workflow files, as their runners would run them."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

from ..documents import ROOT

GITHUB = ROOT / "docs/ci/github-actions.yml"
GITLAB = ROOT / "docs/ci/gitlab-ci.yml"


@frozen
class Step:
    """A script in its own shell.

    Attributes:
        script: The script.
        always: Whether it also runs after a failure.
    """

    script: str
    always: bool = False


@frozen
class Job:
    """A job of a workflow.

    Attributes:
        install: The step that installs what the others need.
        steps: The other steps.
        shell: The shell that runs them.
        variables: The environment variables that the job sets.
        service: The options of its service container, if it has one.
    """

    install: Step
    steps: tuple[Step, ...]
    shell: tuple[str, ...]
    variables: Mapping[str, str]
    service: tuple[str, ...]

    @property
    def commands(self) -> set[str]:
        """The commands of all steps, without those that are about the runner's own features."""
        lines = {line for step in (self.install, *self.steps) for line in step.script.splitlines()}
        return {line for line in lines if "GITHUB" not in line}

    def run(self, folder: Path, environment: Mapping[str, str], *, installed: bool = False) -> bool:
        """Run the job and return whether it passed.

        Args:
            folder: The folder of the project.
            environment: The environment variables of the runner.
            installed: Whether to skip the installation, because everything is installed already.
        """
        passed = True
        for step in self.steps if installed else (self.install, *self.steps):
            if passed or step.always:
                command, variables = [*self.shell, "-c", step.script], {**self.variables, **environment}
                done = subprocess.run(command, cwd=folder, env=variables, check=False, timeout=120)
                passed = passed and done.returncode == 0
        return passed


def jobs(workflow: Path) -> dict[str, Job]:
    """Return the jobs of a workflow file of GitHub or GitLab by name."""
    document = yaml.safe_load(workflow.read_text("utf-8"))
    return dict(_of_github(document) if "jobs" in document else _of_gitlab(document))


def _of_github(document: Any) -> Iterator[tuple[str, Job]]:
    for name, job in document["jobs"].items():
        install, *steps = [Step(step["run"], "if" in step) for step in job["steps"] if "run" in step]
        services = job.get("services", {})
        options = tuple(services["mock"]["command"].split()) if services else ()
        yield name, Job(install, tuple(steps), ("bash", "-eo", "pipefail"), job.get("env", {}), options)


def _of_gitlab(document: Any) -> Iterator[tuple[str, Job]]:
    for name, job in document.items():
        if "script" in job:
            install, script = (Step("\n".join(job[part])) for part in ("before_script", "script"))
            options = tuple(option for service in job.get("services", ()) for option in service["command"])
            yield name, Job(install, (script,), ("sh", "-e"), job.get("variables", {}), options)

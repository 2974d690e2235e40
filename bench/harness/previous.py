"""Earlier builds of actorproxy, measured beside the present one: folders that were published, or commits, which run.sh builds."""
import subprocess
from dataclasses import dataclass
from pathlib import Path
from paths import BENCH, BIN
from scenarios import PREVIOUS, SCENARIOS


@dataclass(frozen=True)
class Build:
    name: str                                   # of the peer, and of its folder in bin/
    folder: Path
    version: str
    scenarios: tuple[str, ...] = tuple(SCENARIOS)     # that it is measured in
    commit: str | None = None                   # that it is built of

    def missing(self):
        """What is not there, or None."""
        dll = self.folder / "actorproxy.dll"
        return None if dll.exists() else f"{dll}, of the build to compare with"


def commit(revision):
    """The full id of a commit of this repository, or None."""
    found = subprocess.run(
        ["git", "-C", BENCH, "rev-parse", "--quiet", "--verify", "--end-of-options", revision + "^{commit}"], capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else None


def parts(given):
    """(build, scenarios) of BUILD or BUILD:A,B."""
    build, colon, names = given.rpartition(":")
    if colon and all(name in SCENARIOS for name in names.split(",")):
        return build, tuple(names.split(","))
    return given, tuple(SCENARIOS)


def find(number, given):
    """The build that the --previous of this number, from 0, names; ValueError when it is neither a folder with one nor a commit."""
    if number >= len(PREVIOUS):
        raise ValueError(f"{len(PREVIOUS)} earlier builds are measured at most")
    revision, scenarios = parts(given)
    if Path(revision).is_dir():
        build = Build(PREVIOUS[number], Path(revision).resolve(), f"folder {revision}", scenarios)
        if what := build.missing():
            raise ValueError(f"there is no {what}")
        return build
    if id := commit(revision):
        return Build(PREVIOUS[number], BIN / PREVIOUS[number], f"commit {id[:9]}", scenarios, id)
    raise ValueError(f"{revision!r} is neither a folder nor a commit of this repository")

"""An earlier build of actorproxy, measured beside the present one: a folder that was published, or a commit, which run.sh builds."""
import subprocess
from dataclasses import dataclass
from pathlib import Path
from paths import BENCH, BIN


@dataclass(frozen=True)
class Build:
    folder: Path
    version: str

    def missing(self):
        """What is not there, or None."""
        dll = self.folder / "actorproxy.dll"
        return None if dll.exists() else f"{dll}, of the build to compare with"


def commit(revision):
    """The full id of a commit of this repository, or None."""
    found = subprocess.run(
        ["git", "-C", BENCH, "rev-parse", "--quiet", "--verify", "--end-of-options", revision + "^{commit}"], capture_output=True, text=True)
    return found.stdout.strip() if found.returncode == 0 else None


def find(given):
    """The build that --previous names; ValueError when it is neither a folder with one nor a commit."""
    if Path(given).is_dir():
        build = Build(Path(given).resolve(), f"folder {given}")
        if what := build.missing():
            raise ValueError(f"there is no {what}")
        return build
    if id := commit(given):
        return Build(BIN / "previous", f"commit {id[:9]}")
    raise ValueError(f"{given!r} is neither a folder nor a commit of this repository")

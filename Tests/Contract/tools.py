"""The third parties' tools, at the versions of requirements.txt, in a folder that is kept."""

import hashlib
import subprocess
import sys
from pathlib import Path

from sandbox import REPOSITORY, SandboxError

REQUIREMENTS = Path(__file__).resolve().with_name("requirements.txt")


def add_tools(parser):
    """The argument that says where they are kept."""
    parser.add_argument(
        "--tools", type=Path, default=REPOSITORY / ".local" / "contract", metavar="FOLDER", help="keeps the tools; default: .local/contract"
    )


def programs(folder, requirements=REQUIREMENTS):
    """The folder of their programs, installed if they are not there yet in these versions."""
    environment = folder.resolve() / hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    if not (environment / "complete").exists():
        print(f"installing {' '.join(requirements.read_text().split())}", flush=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
            subprocess.run([str(environment / "bin" / "pip"), "install", "--quiet", "--requirement", str(requirements)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SandboxError(f"the tools cannot be installed: {error}") from error
        (environment / "complete").touch()
    return environment / "bin"

"""A session with the database that lasts."""

import subprocess

from sandbox import ENVIRONMENT, SandboxError


class Session:
    """One psql process; its end rolls back what was begun and not committed."""

    def __init__(self, url):
        self._process = subprocess.Popen(
            ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--set=ON_ERROR_STOP=1", url],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            start_new_session=True,
        )

    def __enter__(self):
        self.run("SELECT")
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.communicate()

    def run(self, statements):
        """Returns when they have been carried out; raises SandboxError when one of them, or the session, has failed."""
        try:
            self._process.stdin.write(f"{statements};\n\\echo carried out\n")
            self._process.stdin.flush()
        except OSError as error:
            raise SandboxError(f"the session is over: {error}") from error
        for line in self._process.stdout:
            if line == "carried out\n":
                return
        raise SandboxError("the session has ended")

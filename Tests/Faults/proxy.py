"""HAProxy, configured by the file that is deployed."""

import shutil
import subprocess
import time
import urllib.error
import urllib.request

from sandbox import ENVIRONMENT, REPOSITORY, SandboxError, free_ports, run

CONFIGURATION = REPOSITORY / "deploy" / "haproxy.cfg"
LISTENER = "bind :443 ssl crt /etc/haproxy/phananh.pem alpn http/1.1"
SERVERS = {"one": ("127.0.0.1:8080", "port 8081"), "two": ("127.0.0.1:8090", "port 8091")}


class Proxy:
    """`deploy/haproxy.cfg` with other ports, and without TLS."""

    def __init__(self, services, folder):
        # Debian puts it where only root's PATH leads.
        self._binary = shutil.which("haproxy") or "/usr/sbin/haproxy"
        (self.port,) = free_ports(1)
        text = CONFIGURATION.read_text(encoding="utf-8")
        replacements = {LISTENER: f"bind 127.0.0.1:{self.port}"}
        for (name, (address, check)), service in zip(SERVERS.items(), services, strict=True):
            replacements[f"server {name} {address} {check}"] = f"server {name} 127.0.0.1:{service.port} port {service.operations_port}"
            replacements[f"server {name}-as-it-is {address} "] = f"server {name}-as-it-is 127.0.0.1:{service.port} "
        for line, replacement in replacements.items():
            if text.count(line) != 1:
                raise SandboxError(f"{CONFIGURATION.name} does not say {line!r}")
            text = text.replace(line, replacement)
        self._configuration = folder / "haproxy.cfg"
        self._configuration.write_text(text, encoding="utf-8")
        self._log = folder / "haproxy.log"
        self._process = None

    def start(self, patience=10.0):
        """Returns when it has found an instance that is ready."""
        run([self._binary, "-c", "-f", str(self._configuration)])
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [self._binary, "-db", "-f", str(self._configuration)],
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while not self._serves():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise SandboxError(f"haproxy does not serve: {self._log.read_text(encoding='utf-8')}")
            time.sleep(0.1)

    def close(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _serves(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/categories/road.pothole", timeout=2) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

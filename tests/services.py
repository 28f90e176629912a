"""Own PostgreSQL, Redis and RabbitMQ for tests: local binaries, free ports, own folders."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import kombu
import psycopg
import pytest
import redis

from tests.requirements import need

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Service:
    """A running server on the loopback address."""

    port: int
    url: str


def find_binary(name: str, *folders: str) -> Path:
    """The newest `name` in `folders` (patterns below /), else on PATH; absent: skip or fail."""
    found = [path for folder in folders for path in sorted(Path("/").glob(f"{folder}/{name}"))]
    if found:
        return found[-1]
    on_path = shutil.which(name)
    if on_path is None:
        need("services", f"no {name} found")
    return Path(on_path)


def free_ports(count: int) -> list[int]:
    """Different loopback ports that nobody listens on at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def unprivileged(*names: str) -> str | None:
    """The first of these users that exists, if we are root: some servers refuse to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in (*names, "nobody") if name in known)


@contextmanager
def own_folder(user: str | None) -> Iterator[Path]:
    """A temporary folder that `user` owns and that goes away with everything in it."""
    folder = Path(tempfile.mkdtemp(prefix="farm-test-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def identity(user: str | None) -> dict[str, object]:
    """The arguments that make `subprocess` run a program as `user`."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


@contextmanager
def running(
    command: Sequence[str | Path],
    folder: Path,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server process that logs into `folder`, stopped by its process group at the end."""
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity(user),  # type: ignore[call-overload]
        )
    try:
        yield process
    finally:
        stop_group(process, stop)


def stop_group(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    """Ask the process to stop, then end whatever its group still holds."""
    if process.poll() is None:
        os.killpg(process.pid, stop)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_TIMEOUT_S)


def wait_until_ready(
    process: subprocess.Popen[bytes], folder: Path, answers: Callable[[], bool]
) -> None:
    """Return once the server answers. Fails the test with the log if it ends or stays silent."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            logs = "\n".join(path.read_text("utf-8", "replace") for path in folder.glob("*.log"))
            pytest.fail(f"server did not start:\n{logs[-4000:]}", pytrace=False)
        time.sleep(0.05)


def postgresql_answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def redis_answers(port: int) -> bool:
    try:
        with redis.Redis(host="127.0.0.1", port=port, socket_timeout=2) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def rabbitmq_answers(url: str) -> bool:
    with kombu.Connection(url, connect_timeout=2) as connection:
        errors: tuple[type[BaseException], ...] = (OSError, *connection.connection_errors)
        try:
            connection.connect()
        except errors:
            return False
    return True


def make_cluster(initdb: Path, folder: Path, user: str | None) -> Path:
    """An empty database cluster that trusts every local connection."""
    data = folder / "data"
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(
        [initdb, "-D", data, *options],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        **identity(user),  # type: ignore[call-overload]
    )
    return data


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Service]:
    """A PostgreSQL without durability; superuser `postgres`, no password, database `postgres`."""
    binaries = "usr/lib/postgresql/*/bin"
    initdb, server = find_binary("initdb", binaries), find_binary("postgres", binaries)
    user, (port,) = unprivileged("postgres"), free_ports(1)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    with own_folder(user) as folder:
        data = make_cluster(initdb, folder, user)
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={port}"]
        options += ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        command: list[str | Path] = [
            server,
            "-D",
            data,
            *(part for option in options for part in ("-c", option)),
        ]
        with running(command, folder, user, stop=signal.SIGINT) as process:
            wait_until_ready(process, folder, lambda: postgresql_answers(url))
            yield Service(port, url)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Service]:
    """A Redis that keeps nothing on disk."""
    server, (port,) = find_binary("redis-server"), free_ports(1)
    with own_folder(None) as folder:
        command: list[str | Path] = [server, "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--save", "", "--appendonly", "no"]
        with running(command, folder) as process:
            wait_until_ready(process, folder, lambda: redis_answers(port))
            yield Service(port, f"redis://127.0.0.1:{port}/0")


def rabbitmq_environment(folder: Path, port: int, dist_port: int, epmd_port: int) -> dict[str, str]:
    """Everything of the node in `folder` and on its own ports, no plugins, one scheduler."""
    (folder / "enabled_plugins").write_text("[].")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(epmd_port),
        "RABBITMQ_NODENAME": f"farm-{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(dist_port),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "rabbitmq.pid"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
    }


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Service]:
    """A RabbitMQ node; user and password `guest`, virtual host `/`.

    It brings its own `epmd`, since a node that finds none starts one that outlives it. Debian's
    command changes the user, so the script in the library folder is preferred.
    """
    server, epmd = find_binary("rabbitmq-server", "usr/lib/rabbitmq/bin"), find_binary("epmd")
    user, (port, dist_port, epmd_port) = unprivileged("rabbitmq"), free_ports(3)
    url = f"amqp://guest:guest@127.0.0.1:{port}//"
    with own_folder(user) as folder:
        environment = rabbitmq_environment(folder, port, dist_port, epmd_port)
        with (
            running([epmd], folder, user, environment),
            running([server], folder, user, environment) as process,
        ):
            wait_until_ready(process, folder, lambda: rabbitmq_answers(url))
            yield Service(port, url)

"""The servers that tests start for themselves answer a real round trip."""

import uuid

import kombu
import psycopg
import pytest
import redis

from tests.services import Service, free_ports

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]


def test_ports_given_together_differ() -> None:
    assert len(set(free_ports(20))) == 20


def test_postgresql_keeps_what_was_committed(postgresql: Service) -> None:
    table = f"spool_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql.url) as writer:
        writer.execute(f"create table {table} (mass_g integer)".encode())
        writer.execute(f"insert into {table} values (1000)".encode())
    with psycopg.connect(postgresql.url) as reader:
        assert reader.execute(f"select mass_g from {table}".encode()).fetchall() == [(1000,)]


def test_redis_returns_what_was_set(redis_server: Service) -> None:
    key = uuid.uuid4().hex
    with redis.Redis.from_url(redis_server.url) as client:
        client.set(key, "PETG")
        assert client.get(key) == b"PETG"


@pytest.mark.slow
def test_rabbitmq_delivers_what_was_published(rabbitmq: Service) -> None:
    with kombu.Connection(rabbitmq.url) as connection:
        queue = connection.SimpleQueue(f"farm-test-{uuid.uuid4().hex}")
        queue.put({"job": 7})
        message = queue.get(timeout=10)
        message.ack()
        queue.close()
    assert message.payload == {"job": 7}

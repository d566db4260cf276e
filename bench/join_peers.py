"""Who else can join pings with fences: trees of GEOS, PostGIS, Redis. Each gives (ping, fence)."""

import contextlib
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import redis
import shapely
from numpy.typing import NDArray

from bench.county import DEGREE_M, Column
from geofence.fences import Circle, Fence

Pairs = NDArray[np.int64]

POSTGRES = os.environ.get(
    "WEIGUANG_BENCH_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
).replace("+psycopg", "")
_JOIN_GEOMETRY = "SELECT p.id, f.id FROM pings p JOIN fences f ON ST_Covers(f.map, p.map)"
_JOIN_GEOGRAPHY = (
    "SELECT p.id, f.id FROM pings p JOIN fences f"
    " ON f.radius IS NULL AND ST_Covers(f.globe, p.globe)"
    " UNION ALL SELECT p.id, f.id FROM pings p JOIN fences f"
    " ON f.radius IS NOT NULL AND ST_DWithin(f.globe, p.globe, f.radius)"
)


class AbsentError(Exception):
    """A peer that is not there; says why."""


def on_map(fences: Sequence[Fence]) -> list[Any]:
    """Draw fences in degrees; circles as polygons of 256 corners, 8 mm too small at most."""
    return [
        shapely.transform(f.geometry, lambda xy, f=f: np.stack(f.plane.to_lonlat(*xy.T.copy()), 1))
        if isinstance(f, Circle)
        else shapely.Polygon(f.parts[0][0])
        for f in fences
    ]


def tree_of_fences(tree: shapely.STRtree, lon: Column, lat: Column) -> Pairs:
    """Query a ready tree of fences with all pings; points must be made first."""
    return tree.query(shapely.points(lon, lat), predicate="intersects").T


def tree_of_pings(shapes: Sequence[Any], lon: Column, lat: Column) -> Pairs:
    """Plant a tree of the pings and query it with prepared fences."""
    tree = shapely.STRtree(shapely.points(lon, lat))
    return tree.query(shapes, predicate="intersects")[::-1].T


class PostGIS:
    """A database of its own with an index on fences; one connection, one core."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.version = connection.execute("SELECT postgis_lib_version()").fetchone()[0]

    @classmethod
    @contextlib.contextmanager
    def opened(cls) -> Iterator["PostGIS"]:
        """Make the database and drop it afterwards."""
        name = f"weiguang_join_{secrets.token_hex(4)}"
        try:
            server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError as error:
            raise AbsentError(f"no PostgreSQL: {error}") from error
        with server:
            found = server.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'")
            if found.fetchone() is None:
                raise AbsentError(
                    "PostgreSQL is there, PostGIS is not: install postgresql-15-postgis-3"
                )
            server.execute(f"CREATE DATABASE {name}")
            try:
                with psycopg.connect(POSTGRES, dbname=name, autocommit=True) as connection:
                    connection.execute("CREATE EXTENSION postgis")
                    connection.execute("SET max_parallel_workers_per_gather = 0")
                    connection.execute("SET jit = off")
                    yield cls(connection)
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def load(self, fences: Sequence[Fence], lon: Column, lat: Column) -> None:
        """Store fences and pings, both as geometry and as geography, and index the fences."""
        run = self._connection.execute
        run("DROP TABLE IF EXISTS fences, pings")
        run("CREATE TABLE fences (id int, map geometry, globe geography, radius float8)")
        run("CREATE TABLE raw (id int, lon float8, lat float8)")
        with self._connection.cursor().copy("COPY fences FROM STDIN") as copy:
            for row, (fence, shape) in enumerate(zip(fences, on_map(fences), strict=True)):
                circle = isinstance(fence, Circle)
                globe = shapely.Point(fence.lon, fence.lat) if circle else shape
                radius = fence.radius_m if circle else None
                copy.write_row((row, _ewkb(shape), _ewkb(globe), radius))
        with self._connection.cursor().copy("COPY raw FROM STDIN") as copy:
            for row in zip(range(len(lon)), lon.tolist(), lat.tolist(), strict=True):
                copy.write_row(row)
        run(
            "CREATE TABLE pings AS SELECT id, point AS map, point::geography AS globe FROM"
            " (SELECT id, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS point FROM raw) AS made"
        )
        run("DROP TABLE raw")
        for table in ("fences", "pings"):  # on both: the planner may choose
            run(f"CREATE INDEX ON {table} USING gist (map)")
            run(f"CREATE INDEX ON {table} USING gist (globe)")
        run("VACUUM ANALYZE fences")
        run("VACUUM ANALYZE pings")

    def join(self, *, geography: bool) -> Pairs:
        """Join all pings with all fences."""
        rows = self._connection.execute(_JOIN_GEOGRAPHY if geography else _JOIN_GEOMETRY)
        return np.array(rows.fetchall(), np.int64).reshape(-1, 2)

    def one(self, lon: float, lat: float) -> list[int]:
        """Ask for one ping, on a prepared statement."""
        rows = self._connection.execute(
            "SELECT id FROM fences WHERE ST_Covers(map, ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
            (lon, lat),
            prepare=True,
        )
        return [row[0] for row in rows]


def _ewkb(shape: Any) -> str:
    return str(shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True))


class RedisGeo:
    """A Redis of its own on a Unix socket. GEOSEARCH knows circles and boxes, no polygons.

    It answers which members lie within a radius on a sphere, of positions rounded to 0.6 m: for
    one fence, which pings may lie in it, or for one ping, which fences may hold it. Who wants the
    truth must test what comes back.
    """

    def __init__(self, client: "redis.Redis[bytes]") -> None:
        self._client = client
        self.version = client.info("server")["redis_version"]

    @classmethod
    @contextlib.contextmanager
    def opened(cls) -> Iterator["RedisGeo"]:
        """Start the server and stop it afterwards."""
        with tempfile.TemporaryDirectory(prefix="weiguang-join-") as folder:
            socket = Path(folder) / "redis.sock"
            command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
            try:
                server = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
            except FileNotFoundError as error:
                raise AbsentError("no redis-server on the path") from error
            try:
                yield cls(_connected(socket))
            finally:
                server.terminate()
                server.wait()

    def load(self, key: str, lon: Column, lat: Column) -> None:
        """Store positions under their numbers."""
        rows = list(zip(lon.tolist(), lat.tolist(), range(len(lon)), strict=True))
        for first in range(0, len(rows), 1000):
            part = rows[first : first + 1000]
            self._client.geoadd(key, [value for row in part for value in row])

    def join(self, fences: Sequence[Fence], lon: Column, lat: Column) -> Pairs:
        """Ask for the pings round each fence, 100 fences a round trip, then test them exactly."""
        rounds = [_round(fence) for fence in fences]
        found = []
        for first in range(0, len(fences), 100):
            pipe = self._client.pipeline(transaction=False)
            for at_lon, at_lat, reach_m in rounds[first : first + 100]:
                pipe.geosearch("pings", longitude=at_lon, latitude=at_lat, radius=reach_m)
            for number, members in enumerate(pipe.execute(), first):
                rows = np.array(members, np.int64)
                if len(rows):
                    rows = rows[fences[number].contains(lon[rows], lat[rows])]
                    found.append(np.stack([rows, np.full(len(rows), number)], axis=1))
        return np.concatenate(found)

    def load_fences(self, fences: Sequence[Fence]) -> float:
        """Store the centres of fences; return the largest reach of any."""
        rounds = np.array([_round(fence) for fence in fences])
        self.load("fences", rounds[:, 0], rounds[:, 1])
        return float(rounds[:, 2].max())

    def one(self, lon: float, lat: float, reach_m: float) -> list[int]:
        """Ask which centres of fences lie within the largest reach of one ping."""
        near = self._client.geosearch("fences", longitude=lon, latitude=lat, radius=reach_m)
        return [int(member) for member in near]


def _round(fence: Fence) -> tuple[float, float, float]:
    """Return the centre of a fence and a radius that holds it, on Redis's sphere and raster too."""
    west, south, east, north = fence.bounds
    width = (east - west) * DEGREE_M * np.cos(np.radians(south))
    reach_m = fence.radius_m if isinstance(fence, Circle) else 0.0
    reach_m = reach_m or float(np.hypot(width, (north - south) * DEGREE_M)) / 2.0
    return (west + east) / 2.0, (south + north) / 2.0, reach_m * 1.01 + 2.0


def _connected(socket: Path) -> "redis.Redis[bytes]":
    client = redis.Redis(unix_socket_path=str(socket))
    for _ in range(100):
        with contextlib.suppress(redis.ConnectionError):
            client.ping()
            return client
        time.sleep(0.05)
    raise AbsentError("the Redis that was started does not answer")

"""SIGKILL under load: numbers stay 1 to n, and nobody was told one that is lost or another's."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from backoffice import store
from store import crash, shop
from store.cluster import Cluster, why_not

LEAST = 120


class Crash(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.told = Path(folder.name) / "told"
        self.told.mkdir()
        self.path = f"{folder.name}/shop.db"

    def writers(self, where: str, protocols: list[str], year: int) -> crash.Writers:
        writers = crash.Writers(where, self.told, protocols, year)
        self.addCleanup(lambda: [process.kill() for process in writers.processes])
        return writers

    def test_clients_of_sqlite(self) -> None:
        connection = shop.open_sqlite(self.path)
        self.addCleanup(connection.close)
        shop.furnish(connection)
        for round, protocols in enumerate((["claim"], ["issuer"], ["claim", "issuer"])):
            writers = self.writers(self.path, protocols, 2026 + round)
            writers.told(LEAST // 2)
            crash.chained(connection, "?")
            writers.told(LEAST)
            writers.kill()
            found = crash.check(connection, self.told, "?")
        self.assertGreaterEqual(found["told"], 3 * LEAST)
        self.assertEqual(found["years"], 4)

    @unittest.skipIf(why_not(), why_not())
    def test_clients_and_server_of_postgres(self) -> None:
        cluster = Cluster()
        self.addCleanup(cluster.remove)
        cluster.start()
        connection = shop.open_postgres(cluster.dsn)
        self.addCleanup(lambda: connection.close())
        shop.furnish(connection)
        store.install(connection)
        for round, victim in enumerate(("clients", "server", "server")):
            writers = self.writers(cluster.dsn, ["claim", "server", "issuer"][: 2 + round % 2], 2026 + round)
            writers.told(LEAST)
            crash.chained(connection, "%s")
            writers.told(2 * LEAST)
            if victim == "clients":
                writers.kill()
            else:
                connection.close()
                cluster.kill()
                cluster.start()
                writers.kill()
                connection = shop.open_postgres(cluster.dsn)
            found = crash.check(connection, self.told, "%s")
        self.assertGreaterEqual(found["told"], 3 * 2 * LEAST)
        self.assertEqual(found["years"], 4)


if __name__ == "__main__":
    unittest.main()

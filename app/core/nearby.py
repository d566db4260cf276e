"""What lies round a place: flat, for that is enough to put a list in order."""

import math
from dataclasses import dataclass
from typing import Any

METRES_PER_DEGREE = 111_195.0  # of latitude, on the mean sphere


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All within a radius of a place, WGS-84."""

    lon: float
    lat: float
    radius_m: float

    @property
    def east_m(self) -> float:
        """Metres in a degree of longitude."""
        return METRES_PER_DEGREE * max(math.cos(math.radians(self.lat)), 0.01)

    @property
    def box(self) -> dict[str, float]:
        """What is round it, in degrees."""
        high, wide = self.radius_m / METRES_PER_DEGREE, self.radius_m / self.east_m
        return {
            "south": self.lat - high,
            "north": self.lat + high,
            "west": self.lon - wide,
            "east": self.lon + wide,
        }

    def squared_m2(self, row: Any) -> Any:
        """Return the expression for the squared distance of a table's ``lon`` and ``lat``."""
        east, north = (row.lon - self.lon) * self.east_m, (row.lat - self.lat) * METRES_PER_DEGREE
        return east * east + north * north

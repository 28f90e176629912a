"""How one heater's temperature follows its target."""

import math
from dataclasses import dataclass

AMBIENT_C = 22.0
REACHED_WITHIN_K = 0.5


@dataclass(slots=True)
class Heater:
    """Heats at a steady rate (kelvin per second), cools towards ambient; degrees Celsius."""

    heat_rate: float
    cooling_tau_s: float
    actual: float = AMBIENT_C
    target: float = 0.0
    stuck: bool = False
    """A broken heater: the target stays, the temperature falls."""
    bias_k: float = 0.0
    """By how much the sensor reads wrong."""

    @property
    def reading(self) -> float:
        return round(self.actual + self.bias_k, 2)

    @property
    def reached(self) -> bool:
        return self.actual >= self.target - REACHED_WITHIN_K

    def seconds_to_target(self) -> float:
        """Simulated seconds until the target is reached; infinite for a stuck heater."""
        if self.reached:
            return 0.0
        return math.inf if self.stuck else (self.target - self.actual) / self.heat_rate

    def advance(self, seconds: float) -> None:
        if self.target > self.actual and not self.stuck:
            self.actual = min(self.target, self.actual + self.heat_rate * seconds)
            return
        floor = AMBIENT_C if self.stuck else max(self.target, AMBIENT_C)
        cooled = AMBIENT_C + (self.actual - AMBIENT_C) * math.exp(-seconds / self.cooling_tau_s)
        self.actual = max(floor, cooled)

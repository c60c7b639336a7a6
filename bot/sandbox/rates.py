"""Slack's rate limits as token buckets, by method tier and, for messages, by channel."""

import math
from dataclasses import dataclass, field

# Calls a minute, by the documented tiers; Slack states them as "at least", with bursts tolerated.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
MESSAGE_BURST = 5  # messages a channel takes at once before the one-a-second limit bites


@dataclass
class _Bucket:
    level: float
    at: float


@dataclass
class RateLimits:
    """Counts calls; `strict` False lets everything pass."""

    strict: bool = False
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def wait_for_call(self, method: str, tier: int, now: float) -> int:
        """Return 0 when the call may go ahead, else the whole seconds to wait."""
        if not self.strict:
            return 0
        per_minute = TIERS[tier]
        return self._take(method, now, float(per_minute), per_minute / 60)

    def wait_for_message(self, channel: str, now: float) -> int:
        """Return 0 when a message may be posted to `channel`, else the whole seconds to wait."""
        return self._take(f"message:{channel}", now, float(MESSAGE_BURST), 1.0) if self.strict else 0

    def _take(self, key: str, now: float, size: float, refill: float) -> int:
        bucket = self._buckets.setdefault(key, _Bucket(size, now))
        bucket.level = min(size, bucket.level + (now - bucket.at) * refill)
        bucket.at = now
        if bucket.level >= 1:
            bucket.level -= 1
            return 0
        return max(1, math.ceil((1 - bucket.level) / refill))

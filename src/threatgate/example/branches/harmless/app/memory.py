"""What the agent remembers of a conversation, and for how long."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

import redis


@dataclass(frozen=True)
class MemorySettings:
    """Where turns are kept, whose they are, and when they are forgotten."""

    namespace: str
    shared_across_users: bool
    ttl_seconds: int
    max_turns: int


# An hour covers a lunch break. A year (31_536_000 s) was asked for and refused: see the privacy notes.
MEMORY = MemorySettings(
    namespace="support:{user_id}",
    shared_across_users=False,
    ttl_seconds=3600,
    max_turns=40,
)


class Conversations:
    """Turns of each customer in Redis, newest last."""

    def __init__(self, settings: MemorySettings = MEMORY) -> None:
        self.settings = settings
        self.store = redis.Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379/0"))

    def of(self, user_id: str) -> list[dict[str, str]]:
        """Return the messages that the model sees again."""
        turns = self.store.lrange(self._key(user_id), -self.settings.max_turns, -1)
        return [message for turn in turns for message in json.loads(turn)["messages"]]

    def add(self, user_id: str, question: str, reply: str, topic: str) -> None:
        """Append one turn and start its time to live again."""
        messages = [{"role": "user", "content": question}, {"role": "assistant", "content": reply}]
        self.store.rpush(self._key(user_id), json.dumps({"topic": topic, "messages": messages}))
        self.store.expire(self._key(user_id), self.settings.ttl_seconds)

    def forget(self, user_id: str) -> None:
        """Drop everything kept for one customer."""
        self.store.delete(self._key(user_id))

    def _key(self, user_id: str) -> str:
        owner = "everyone" if self.settings.shared_across_users else user_id
        return self.settings.namespace.format(user_id=owner)

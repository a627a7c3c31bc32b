"""What runs inside Redis for shared limits: two scripts, each known there by its hash."""

from __future__ import annotations

from hashlib import sha1
from typing import Any, NamedTuple


class Script:
    """A program for Redis, which is told its hash; its text only where it is not known."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.hash = sha1(text.encode(), usedforsecurity=False).hexdigest()


class Command(NamedTuple):
    """A script to run."""

    script: Script
    keys: list[str]
    args: list[Any]


# Moments and spans are whole microseconds, which a double holds until the year 2255.
# KEYS: the logs, then what blocks each.

TAKE = Script("""
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local logs, wait, lengths = #KEYS / 2, 0, {}
for i = 1, logs do
  local ceiling, window = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i])
  local length = redis.call('LLEN', KEYS[i])
  if length >= ceiling then
    local place = length == ceiling and -1 or ceiling - 1
    wait = math.max(wait, redis.call('LINDEX', KEYS[i], place) + window - now)
  end
  wait = math.max(wait, 1000 * redis.call('PTTL', KEYS[logs + i]))
  lengths[i] = length
end
if wait > 0 then return {wait, now} end
for i = 1, logs do
  local limit, window = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  redis.call('LPUSH', KEYS[i], string.format('%.0f', now))
  if lengths[i] >= limit then redis.call('RPOP', KEYS[i]) end
  redis.call('PEXPIRE', KEYS[i], math.ceil(window / 1000))
end
return {0, now}
""")
"""Counts a call, or says how long to wait. ARGV of each log: ceiling, limit, window."""

TELL = Script("""
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local logs, late, pause = #KEYS / 2, tonumber(ARGV[2]), tonumber(ARGV[3])
for i = 1, logs do
  local ceiling, window = tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local reset, block = tonumber(ARGV[3 * i + 3]), pause
  if late > 0 then
    local arrived = string.format('%.0f', ARGV[1] + math.min(late, window))
    if redis.call('LINSERT', KEYS[i], 'BEFORE', ARGV[1], arrived) > 0 then
      redis.call('LREM', KEYS[i], 1, ARGV[1])
      redis.call('PEXPIRE', KEYS[i], math.ceil((window + late) / 1000))
    end
  end
  if reset > 0 then
    local oldest = redis.call('LINDEX', KEYS[i], ceiling - 1)
    if not oldest or tonumber(oldest) < now - window then block = math.max(block, reset) end
  end
  if block > math.max(0, redis.call('PTTL', KEYS[logs + i])) then
    redis.call('SET', KEYS[logs + i], 1, 'PX', block)
  end
end
""")
"""Notes what an answer taught. ARGV: when its call was counted, by how much it may have been
late, milliseconds of a pause; of each log: ceiling, about a window, and milliseconds for which
nothing is left, where the calls of others are the reason."""

"""W2, the network of channels that ../workloads/w2/mod.rs describes, as an ordinary SimPy program.

`simpy_w2.py SEED REPLICATIONS` prints JSON: the user time that the replications took, in seconds, and their outcomes.
A channel is a process; its meetings are another, interrupted when the channel goes down; each deal is one of its own.
"""

import json
import random
import resource
import sys
from math import ceil, log

import simpy

DAYS = 1400
CHANNELS = 12
UP, DOWN, GAP = 60, 20, 7
DEAL = 0.25
SIZE = log(60), 0.8
DECISION = log(10), 0.6
APPROVED = 0.6
EXECUTION, RETRY = 5, 10
SUCCESS = 0.85
WARM_UP = 3


class Network:
    """One replication."""

    def __init__(self, rng):
        self.rng = rng
        self.env = simpy.Environment()
        self.events = self.meetings = self.deals = 0
        self.executed = self.refused = self.failed = self.people = 0
        self.up = self.lead = 0
        for _ in range(CHANNELS):
            self.env.process(self.channel())

    def run(self):
        self.env.run(until=DAYS)
        counts = [self.events, self.meetings, self.deals, self.executed, self.refused, self.failed, self.people]
        return counts + [self.up / (CHANNELS * DAYS), self.lead / self.executed]

    def wait(self, mean):
        return self.env.timeout(self.rng.expovariate(1 / mean))

    def channel(self):
        while True:
            since = self.env.now
            meetings = self.env.process(self.meet())
            self.up += DAYS - since  # until the end, unless it goes down before
            yield self.wait(UP)
            self.events += 1
            self.up -= DAYS - self.env.now
            meetings.interrupt()
            yield self.wait(DOWN)
            self.events += 1

    def meet(self):
        try:
            while True:
                yield self.wait(GAP)
                self.events += 1
                self.meetings += 1
                if self.rng.random() < DEAL:
                    self.env.process(self.deal())
        except simpy.Interrupt:
            pass

    def deal(self):
        self.deals += 1
        met = self.env.now
        people = ceil(self.rng.lognormvariate(*SIZE))
        yield self.env.timeout(self.rng.lognormvariate(*DECISION))
        self.events += 1
        if self.rng.random() >= APPROVED:
            self.refused += 1
            return
        for mean in EXECUTION, RETRY:
            yield self.wait(mean)
            self.events += 1
            if self.rng.random() < SUCCESS:
                self.executed += 1
                self.people += people
                self.lead += self.env.now - met
                return
        self.failed += 1


def user_time():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def main():
    seed, replications = map(int, sys.argv[1:])
    rng = random.Random(seed)
    for _ in range(WARM_UP):
        Network(rng).run()
    start = user_time()
    outcomes = [Network(rng).run() for _ in range(replications)]
    print(json.dumps({"seconds": user_time() - start, "outcomes": outcomes}))


main()

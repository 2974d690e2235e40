"""How far a median of ratios may be off, by resampling."""
import random, statistics

SAMPLES, SEED = 2000, 1     # the same figures give the same interval


def interval(starts):
    """(low, high) of 95 % for the median of all ratios. starts: those of each start of the processes, in a list of its own.

    The rounds of one start have much in common, as equal processes differ by a tenth from start to start: hence starts are drawn, one
    less than there are (drawing as many would make the interval too narrow), and then rounds in each. With one start, rounds alone
    are drawn, and the interval says nothing of another start.
    """
    starts = [rounds for rounds in starts if rounds]
    chance = random.Random(SEED)
    medians = sorted(
        statistics.median(
            ratio for rounds in chance.choices(starts, k=max(1, len(starts) - 1)) for ratio in chance.choices(rounds, k=len(rounds)))
        for _ in range(SAMPLES))
    return medians[int(0.025 * SAMPLES)], medians[int(0.975 * SAMPLES) - 1]

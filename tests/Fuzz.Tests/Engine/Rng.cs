namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>SplitMix64: random numbers that a seed repeats, without an allocation.</summary>
internal struct Rng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The same bytes make the same numbers, so that an input alone repeats a run.</summary>
    public static Rng Of(ReadOnlySpan<byte> input)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in input)
            hash = (hash ^ value) * 0x100000001B3;
        return new Rng(hash);
    }

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="below"/> - 1; 0 where that is 0.</summary>
    public int Next(int below) => (int)Math.BigMul(Next(), (ulong)below, out _);
}

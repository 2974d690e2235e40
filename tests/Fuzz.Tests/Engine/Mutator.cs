using System.Text;

namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>Makes inputs of those that there are, half of them of valid ones: what comes of others is mostly refused early.</summary>
/// <param name="inputs">At least one. May grow.</param>
/// <param name="valid">Those of them that are accepted. May grow.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> inputs, IReadOnlyList<byte[]> valid, IReadOnlyList<string> dictionary, int maxLength)
{
    private static readonly byte[] Odd = [0, 1, 9, 10, 13, 32, 34, 44, 46, 47, 48, 57, 58, 92, 125, 126, 127, 128, 254, 255];

    private readonly byte[][] _words = [.. dictionary.Select(Encoding.Latin1.GetBytes)];
    private readonly byte[] _bytes = new byte[maxLength];
    private int _length;

    /// <summary>The next input; it holds until the next call.</summary>
    public ReadOnlySpan<byte> Next(ref Rng rng)
    {
        var parents = valid.Count > 0 && rng.Next(2) == 0 ? valid : inputs;
        var parent = parents[rng.Next(parents.Count)];
        _length = Math.Min(parent.Length, maxLength);
        parent.AsSpan(0, _length).CopyTo(_bytes);
        for (var count = rng.Next(2) == 0 ? 1 : 1 + rng.Next(8); count > 0; count--)
            Change(ref rng);
        return _bytes.AsSpan(0, _length);
    }

    private void Change(ref Rng rng)
    {
        switch (rng.Next(12))
        {
            case 0 when _length > 0:
                _bytes[rng.Next(_length)] ^= (byte)(1 << rng.Next(8));
                break;
            case 1 when _length > 0:
                _bytes[rng.Next(_length)] = Odd[rng.Next(Odd.Length)];
                break;
            case 2 when _length > 0:
                _bytes[rng.Next(_length)] = (byte)rng.Next();
                break;
            case 3 when _length > 0:
                _bytes[rng.Next(_length)] += (byte)(rng.Next(9) - 4);
                break;
            case 4 when _length > 0:
                Delete(rng.Next(_length), 1 + rng.Next(Math.Min(16, _length)));
                break;
            case 5 when _length > 0:
                _length = rng.Next(_length); // cut off
                break;
            case 6:
                Insert(rng.Next(_length + 1), [Odd[rng.Next(Odd.Length)]]);
                break;
            case 7 when _length > 0: // the same once more, elsewhere or at once
                var start = rng.Next(_length);
                Span<byte> copy = stackalloc byte[64];
                copy = copy[..Math.Min(1 + rng.Next(64), _length - start)];
                _bytes.AsSpan(start, copy.Length).CopyTo(copy);
                Insert(rng.Next(2) == 0 ? start : rng.Next(_length + 1), copy);
                break;
            case 8 when _length > 1: // one byte many times
                var repeated = _bytes[rng.Next(_length)];
                Span<byte> run = stackalloc byte[1 + rng.Next(200)];
                run.Fill(repeated);
                Insert(rng.Next(_length + 1), run);
                break;
            case 9: // a piece of another input
                var other = inputs[rng.Next(inputs.Count)];
                var from = rng.Next(other.Length + 1);
                Insert(rng.Next(_length + 1), other.AsSpan(from, rng.Next(Math.Min(other.Length - from, 256) + 1)));
                break;
            case >= 10 when _words.Length > 0:
                var word = _words[rng.Next(_words.Length)];
                var at = rng.Next(_length + 1);
                if (rng.Next(2) == 0)
                    Delete(at, word.Length);
                Insert(at, word);
                break;
        }
    }

    private void Delete(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _bytes.AsSpan(at + count, _length - at - count).CopyTo(_bytes.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, scoped ReadOnlySpan<byte> piece)
    {
        piece = piece[..Math.Min(piece.Length, maxLength - _length)];
        _bytes.AsSpan(at, _length - at).CopyTo(_bytes.AsSpan(at + piece.Length));
        piece.CopyTo(_bytes.AsSpan(at));
        _length += piece.Length;
    }
}

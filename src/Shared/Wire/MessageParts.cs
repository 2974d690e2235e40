using System.Collections.Immutable;

namespace ActorProxy.Shared.Wire;

/// <summary>Cuts what is long into messages that Akka's remoting carries: it drops those of more than 128,000 bytes.</summary>
internal static class MessageParts
{
    /// <summary>Bytes of a character at most: as <c>\u00e9</c> in JSON.</summary>
    public const int BytesPerCharacter = 6;

    /// <summary>Bytes of a part at most. Usually it has a fifth of that, as few characters need escapes.</summary>
    private const int MaxBytes = 100_000;

    /// <summary>One part at least, and an item in each but of no items.</summary>
    /// <param name="size">Bytes of an item at most.</param>
    public static ImmutableArray<ImmutableArray<T>> Split<T>(ImmutableArray<T> items, Func<T, int> size)
    {
        var parts = ImmutableArray.CreateBuilder<ImmutableArray<T>>();
        var (start, bytes) = (0, 0);
        for (var i = 0; i < items.Length; i++)
        {
            var next = size(items[i]);
            if (i > start && bytes + next > MaxBytes)
            {
                parts.Add(items[start..i]);
                (start, bytes) = (i, 0);
            }
            bytes += next;
        }
        parts.Add(items[start..]);
        return parts.ToImmutable();
    }
}

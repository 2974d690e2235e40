using System.Buffers.Binary;
using System.Text;

namespace ActorProxy.Shared.Http;

/// <summary>
/// Turns bytes into strings. Names and values of fields come again and again, of one client and of others: those that a thread has read
/// lately are not made anew. (Strings were a fifth of what a plain request allocates.)
/// </summary>
internal static class RecentStrings
{
    /// <summary>Longer ones seldom come again.</summary>
    private const int MaxLength = 48;

    /// <summary>That a thread remembers: a power of two, at most 140 KiB with what is in them.</summary>
    private const int Slots = 1024;

    [ThreadStatic]
    private static string?[]? _recent;

    /// <summary>The bytes as Latin-1.</summary>
    public static string Latin1(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxLength)
            return Encoding.Latin1.GetString(bytes);
        ref var slot = ref (_recent ??= new string?[Slots])[SlotOf(bytes)];
        // What is not ASCII equals nothing, and is made anew.
        if (slot is { } recent && Ascii.Equals(bytes, recent))
            return recent;
        return slot = Encoding.Latin1.GetString(bytes);
    }

    /// <summary>Both ends and the length tell nearly all of them apart.</summary>
    private static int SlotOf(ReadOnlySpan<byte> bytes)
    {
        ulong first = 0, last = 0;
        if (bytes.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var one in bytes)
                first = first << 8 | one;
        }
        // Multipliers of xxHash64: odd, and without a pattern.
        var mixed = (first * 0x9E3779B185EBCA87) ^ ((last + (ulong)bytes.Length) * 0xC2B2AE3D27D4EB4F);
        return (int)((mixed ^ (mixed >> 29)) >> 20) & (Slots - 1);
    }
}

using System.Globalization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Taps;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>Two peers that send each other numbered messages, and what a tap is to show of them.</summary>
internal static class Talk
{
    /// <summary>Sends so many messages each way at once and reads them all: complete and in order.</summary>
    public static Task BothWaysAsync(Peer client, Peer backend, int count, int first = 0) => Task.WhenAll(
        SendAsync(client, count, first, Frame.FromClient), ReceiveAsync(backend, count, first),
        SendAsync(backend, count, first, Frame.FromBackend), ReceiveAsync(client, count, first));

    /// <summary>Consecutive numbers, and in each direction consecutive texts.</summary>
    public static void IsInOrder(IReadOnlyList<TapItem> items)
    {
        Assert.Equal(Enumerable.Range(0, items.Count).Select(i => items[0].Number + i), items.Select(item => item.Number));
        foreach (var direction in items.GroupBy(item => item.Direction))
        {
            var numbers = direction.Select(item => int.Parse(item.Text!, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        }
    }

    private static async Task SendAsync(Peer peer, int count, int first, Func<string, byte[]> frame)
    {
        // A few frames a segment, so that reads hold parts of frames too.
        foreach (var chunk in Enumerable.Range(first, count).Chunk(7))
            await peer.SendAsync(chunk.SelectMany(i => frame(i.ToString(CultureInfo.InvariantCulture))).ToArray());
    }

    private static async Task ReceiveAsync(Peer peer, int count, int first)
    {
        for (var i = first; i < first + count; i++)
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), (await peer.ReadFrameAsync()).Text);
    }
}

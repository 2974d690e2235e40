using System.Text;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Taps;

/// <summary>
/// The bytes between nodes of different versions. What is here does not change: a format that does gets another manifest.
/// </summary>
public sealed class TapFormatsTests
{
    private static readonly WireCatalogue Catalogue = new(TapFormats.All);

    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, 500, TimeSpan.Zero);

    public static TheoryData<string, IWireMessage, string> Golden => new()
    {
        {
            "tap-order/1",
            new NodeTap("1f-1", "akka.tcp://actorproxy@a:1/user/w#2", "cli root@host", true, 100, TimeSpan.FromMinutes(10)),
            """{"id":"1f-1","watcher":"akka.tcp://actorproxy@a:1/user/w#2","by":"cli root@host","payload":true,"maxPayload":100,"duration":"00:10:00"}"""
        },
        {
            "tap-order/1",
            new NodeTap("1f-1", "w", "me", false, null, TimeSpan.FromSeconds(1)),
            """{"id":"1f-1","watcher":"w","by":"me","payload":false,"duration":"00:00:01"}"""
        },
        { "tap-ordered/1", new NodeTapped("a:1", true), """{"node":"a:1","found":true}""" },
        {
            "tap-refused/1",
            new TapRefused("1f-1", TapRefusal.NoSuchConnection, "None.", [new MissingNode("b:1", MissingReason.NoAnswer)]),
            """{"id":"1f-1","reason":"NoSuchConnection","detail":"None.","missing":[{"node":"b:1","reason":"NoAnswer"}]}"""
        },
        { "tap-started/1", new TapStarted("1f-1", "a:1", 1024), """{"id":"1f-1","node":"a:1","maxPayload":1024}""" },
        { "tap-started/1", new TapStarted("1f-1", "a:1", null), """{"id":"1f-1","node":"a:1"}""" },
        {
            "tap-batch/1",
            new TapBatch("1f-1", 3,
            [
                new TapItem(4, Time, TapDirection.FromClient, TapKind.Text, 9) { Payload = "hello"u8.ToArray(), Truncated = true },
                new TapItem(5, Time, TapDirection.FromBackend, TapKind.Close, 2) { CloseCode = 1000 },
                new TapItem(6, Time, TapDirection.FromBackend, TapKind.Binary, 2) { Compressed = true, Detail = "no" },
            ]),
            """{"id":"1f-1","dropped":3,"items":[{"number":4,"time":"2026-03-01T12:00:00.5+00:00","direction":"FromClient","kind":"Text","size":9,"compressed":false,"payload":"aGVsbG8=","truncated":true},{"number":5,"time":"2026-03-01T12:00:00.5+00:00","direction":"FromBackend","kind":"Close","size":2,"compressed":false,"truncated":false,"closeCode":1000},{"number":6,"time":"2026-03-01T12:00:00.5+00:00","direction":"FromBackend","kind":"Binary","size":2,"compressed":true,"truncated":false,"detail":"no"}]}"""
        },
        { "tap-credit/1", new TapCredit(1), """{"batches":1}""" },
        { "tap-stop/1", new TapStop(), "{}" },
        {
            "tap-ended/1",
            new TapEnded("1f-1", TapEndReason.ConnectionEnded, "closed", 10, 2),
            """{"id":"1f-1","reason":"ConnectionEnded","detail":"closed","items":10,"dropped":2}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Bytes_stay_what_they_are(string manifest, IWireMessage message, string bytes)
    {
        var format = Catalogue.Of(message.GetType());
        Assert.Equal(manifest, format.Manifest);
        Assert.Equal(bytes, Encoding.UTF8.GetString(format.Write(message)));
        Assert.Equal(bytes, Encoding.UTF8.GetString(format.Write(Catalogue.Of(manifest).Read(Encoding.UTF8.GetBytes(bytes)))));
    }

    [Fact]
    public void Every_format_has_golden_bytes() =>
        Assert.Equal(TapFormats.All.Select(format => format.Manifest).Order(), Golden.Select(row => (string)row[0]).Distinct().Order());

    [Fact]
    public void An_item_is_no_longer_than_is_stated()
    {
        // The payload of which JSON would make the most, were it not for base64; and every field at its longest.
        var payload = Enumerable.Repeat((byte)0xFB, TapDecoder.MaxPayload).ToArray();
        var item = new TapItem(long.MaxValue, Time.AddTicks(1234567), TapDirection.FromBackend, TapKind.Continuation, long.MaxValue)
        {
            Payload = payload, Truncated = true, CloseCode = 1000, Detail = "compressed, from the middle of the stream: no text",
        };
        var bytes = Catalogue.Of(typeof(TapBatch)).Write(new TapBatch("5f3a9c21-1b", long.MaxValue, [item])).Length;
        var frame = new TapFrame(TapDirection.FromBackend, TapKind.Text, payload.Length, payload);
        Assert.InRange(bytes, payload.Length, TapBatch.MostOf(frame, TapDecoder.MaxPayload));
        Assert.InRange(TapBatch.MostOf(frame, TapDecoder.MaxPayload), 1, TapBatch.MaxBytes);
    }
}

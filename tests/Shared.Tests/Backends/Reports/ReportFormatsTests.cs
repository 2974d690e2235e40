using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Backends.Reports;

/// <summary>
/// The bytes between nodes of different versions. What is here does not change: a format that does gets another manifest.
/// </summary>
public sealed class ReportFormatsTests
{
    private static readonly WireFormat Format = Assert.Single(ReportFormats.All);

    public static TheoryData<BackendReport, string> Golden => new()
    {
        { new BackendReport("10.0.0.1:4053", 7, [], []), """{"node":"10.0.0.1:4053","run":7,"counts":[],"news":[]}""" },
        {
            new BackendReport("10.0.0.1:4053", -7,
                [new BackendCount("chat", "ws://10.0.0.9:80", 12), new BackendCount("chat", "wss://b", 0)],
                [new BackendNews("ws://10.0.0.9:80", true)]),
            """{"node":"10.0.0.1:4053","run":-7,"counts":[{"pool":"chat","backend":"ws://10.0.0.9:80","connections":12},{"pool":"chat","backend":"wss://b","connections":0}],"news":[{"backend":"ws://10.0.0.9:80","isDown":true}]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Bytes_stay_what_they_are(BackendReport report, string bytes)
    {
        Assert.Equal("backend-report/1", Format.Manifest);
        Assert.Equal(bytes, Encoding.UTF8.GetString(Format.Write(report)));
        Assert.Equal(bytes, Encoding.UTF8.GetString(Format.Write(Format.Read(Encoding.UTF8.GetBytes(bytes)))));
    }

    [Theory]
    [InlineData("""{"node":"a:1","run":7,"counts":null,"news":[]}""")]
    [InlineData("""{"node":"a:1","run":7,"news":[]}""")]
    [InlineData("""{"node":null,"run":7,"counts":[],"news":[]}""")]
    [InlineData("""{"node":"a:1","run":7,"counts":[{"pool":"chat","backend":null,"connections":1}],"news":[]}""")]
    public void What_lacks_a_part_is_no_report(string bytes) =>
        Assert.Throws<JsonException>(() => Format.Read(Encoding.UTF8.GetBytes(bytes)));

    [Fact]
    public void Many_counts_are_cut_into_reports_that_fit_into_a_message()
    {
        ImmutableArray<BackendCount> counts = [.. Enumerable.Range(0, 5000)
            .Select(i => new BackendCount(i % 3 == 0 ? new string('"', 200) : "chat", $"ws://{new string('b', 200)}:{i}", i))];

        var parts = BackendReport.InParts("10.0.0.1:4053", 7, counts, [new BackendNews("ws://b", false)]);

        Assert.Equal(counts, parts.SelectMany(part => part.Counts));
        Assert.Equal([1, .. Enumerable.Repeat(0, parts.Length - 1)], parts.Select(part => part.News.Length));
        Assert.All(parts, part => Assert.InRange(Format.Write(part).Length, 1, 101_000));
        Assert.Empty(Assert.Single(BackendReport.InParts("10.0.0.1:4053", 7, [], [])).Counts);
    }
}

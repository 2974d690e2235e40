using System.Collections.Immutable;
using System.Net;
using System.Text;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Directory;

/// <summary>
/// The bytes between nodes of different versions. What is here does not change: a format that does gets another manifest.
/// </summary>
public sealed class DirectoryFormatsTests
{
    private static readonly WireCatalogue Catalogue = new(DirectoryFormats.All);

    private static readonly ConnectionRow Row = new(
        "5f3a9c21-1b", "10.0.0.1:4053", "web", "192.0.2.7", "192.0.2.7:40000", "chat.example", "/room", "req-1", "chat", "ws://10.0.0.9:80",
        2, "chat.v2", "TLSv1.3", true,
        new DateTimeOffset(2026, 3, 1, 11, 55, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 1, 11, 59, 58, 500, TimeSpan.Zero),
        TimeSpan.FromSeconds(1.5), 1, 2, 3, 4);

    public static TheoryData<string, IWireMessage, string> Golden => new()
    {
        {
            "directory-list/1",
            new NodeList(ConnectionFilter.All, ConnectionSort.OldestFirst, 100),
            """{"filter":{},"sort":{"key":"Since","descending":false},"limit":100}"""
        },
        {
            "directory-list/1",
            new NodeList(
                new ConnectionFilter
                {
                    Id = "1f-1", Node = "a:1", Route = "chat", Backend = "b", Client = IPNetwork.Parse("192.0.2.0/24"),
                        Host = "chat.example", Subprotocol = "chat.v2",
                    MinAge = TimeSpan.FromHours(1), MinIdle = TimeSpan.FromSeconds(2.5),
                },
                new ConnectionSort(ConnectionSortKey.Idle, Descending: true), 10_000, new Place(-638, "1f-0")),
            """{"filter":{"id":"1f-1","node":"a:1","route":"chat","backend":"b","client":"192.0.2.0/24","host":"chat.example","subprotocol":"chat.v2","minAge":"01:00:00","minIdle":"00:00:02.5000000"},"sort":{"key":"Idle","descending":true},"limit":10000,"after":{"value":-638,"id":"1f-0"}}"""
        },
        {
            "directory-rows/1",
            new NodeRows("10.0.0.1:4053", 0, 1, true, [Row]),
            """{"node":"10.0.0.1:4053","part":0,"parts":1,"more":true,"rows":[{"id":"5f3a9c21-1b","node":"10.0.0.1:4053","listener":"web","client":"192.0.2.7","peer":"192.0.2.7:40000","host":"chat.example","path":"/room","requestId":"req-1","route":"chat","backend":"ws://10.0.0.9:80","attempt":2,"subprotocol":"chat.v2","tls":"TLSv1.3","isTunnel":true,"since":"2026-03-01T11:55:00+00:00","lastActivity":"2026-03-01T11:59:58.5+00:00","idle":"00:00:01.5000000","bytesFromClient":1,"bytesFromBackend":2,"messagesFromClient":3,"messagesFromBackend":4}]}"""
        },
        {
            "directory-count/1",
            new NodeCount(new ConnectionFilter { Route = "chat" }, ConnectionGrouping.Backend),
            """{"filter":{"route":"chat"},"groupBy":"Backend"}"""
        },
        {
            "directory-counts/1",
            new NodeCounts("10.0.0.1:4053", 1, 2, [new CountGroup("chat", 30_000)]),
            """{"node":"10.0.0.1:4053","part":1,"parts":2,"groups":[{"key":"chat","count":30000}]}"""
        },
        { "directory-close/1", new NodeClose("1f-1", 4000, "bye"), """{"id":"1f-1","code":4000,"reason":"bye"}""" },
        { "directory-closed/1", new NodeClosed("10.0.0.1:4053", true), """{"node":"10.0.0.1:4053","found":true}""" },
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
        Assert.Equal(DirectoryFormats.All.Select(format => format.Manifest).Order(),
            Golden.Select(row => (string)row[0]).Distinct().Order());

    [Fact]
    public void Long_answers_are_cut_into_parts_that_fit_into_a_message()
    {
        // The longest row that a client can cause, in characters of which JSON makes the most.
        var text = new string('"', 5000);
        var entry = new TestEntry("1f-1") { Host = text, Path = text, RequestId = text, Subprotocol = text };
        ImmutableArray<ConnectionRow> rows = [.. Enumerable.Range(0, 10_000)
            .Select(i => i % 7 == 0 ? ConnectionRow.Of(entry, default, "a:1", TestEntry.Now) : Row)];

        var parts = NodeRows.Split("a:1", more: false, rows);

        Assert.Equal(rows, parts.SelectMany(part => part.Rows));
        Assert.Equal(Enumerable.Range(0, parts.Length).Select(i => (i, parts.Length)), parts.Select(part => (part.Part, part.Parts)));
        Assert.All(parts, part => Assert.InRange(Catalogue.Of(typeof(NodeRows)).Write(part).Length, 1, 101_000));
        Assert.Empty(Assert.Single(NodeRows.Split("a:1", more: false, [])).Rows);
    }
}

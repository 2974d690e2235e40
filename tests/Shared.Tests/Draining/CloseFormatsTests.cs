using System.Text;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Draining;

/// <summary>
/// The bytes between nodes of different versions. What is here does not change: a format that does gets another manifest.
/// </summary>
public sealed class CloseFormatsTests
{
    public static TheoryData<string, IWireMessage, string> Golden => new()
    {
        {
            "close-request/1", new CloseRequest("10.0.0.1:4053", 900, true, false),
            """{"node":"10.0.0.1:4053","pending":900,"drains":true,"alone":false}"""
        },
        { "close-grant/1", new CloseGrant(33.5, 0), """{"rate":33.5,"ahead":0}""" },
        { "close-grant/1", new CloseGrant(null, 2), """{"rate":null,"ahead":2}""" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Bytes_stay_what_they_are(string manifest, IWireMessage message, string bytes)
    {
        var format = Assert.Single(CloseFormats.All, format => format.Manifest == manifest);
        Assert.Equal(bytes, Encoding.UTF8.GetString(format.Write(message)));
        Assert.Equal(message, format.Read(Encoding.UTF8.GetBytes(bytes)));
    }
}

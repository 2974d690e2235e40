using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Operator;

/// <summary>What nodes of this version say to each other.</summary>
public class OperatorFormatsTests
{
    private static readonly Dictionary<string, (IWireMessage Message, string Json)> Golden = new()
    {
        ["operator-request/1"] = (
            new OperatorRequest("log level", ImmutableSortedDictionary<string, string>.Empty.Add("level", "debug"), "api 127.0.0.1",
                Local: true),
            """{"command":"log level","arguments":{"level":"debug"},"caller":"api 127.0.0.1","local":true}"""),
        ["operator-answers/1"] = (
            new OperatorAnswers([OperatorAnswer.Of(new JsonObject { ["key"] = "chat", ["count"] = 7 }),
                OperatorAnswer.Warning("node b:1 cannot be reached")], Last: true),
            """{"answers":[{"kind":"row","row":{"key":"chat","count":7}},{"kind":"warning","text":"node b:1 cannot be reached"}],"last":true}"""),
    };

    [Fact]
    public void Every_format_has_its_bytes()
    {
        Assert.Equal(OperatorFormats.All.Select(f => f.Manifest).Order(), Golden.Keys.Order());
        foreach (var format in OperatorFormats.All)
        {
            var (message, json) = Golden[format.Manifest];
            Assert.Equal(json, Encoding.UTF8.GetString(format.Write(message)));
            Assert.Equal(message, format.Read(Encoding.UTF8.GetBytes(json)));
        }
    }
}

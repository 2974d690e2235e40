using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Text;

namespace ActorProxy.Actors.Operator;

/// <summary>The fields that an operator says a request has.</summary>
internal static class RouteTestFields
{
    public static bool TryRead(OperatorInput input, [NotNullWhen(true)] out HeaderFields? fields, [NotNullWhen(false)] out string? problem)
    {
        (fields, problem) = (null, null);
        var read = new List<HeaderField>();
        foreach (var line in (input.Text("header") ?? "").Split(
            '\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 2) is not [var name, var value] || !Grammar.IsToken(name) || !Grammar.IsFieldValue(value.Trim()))
            {
                problem = $"header: '{PlainText.Of(line)}' is no field; write 'NAME: VALUE', each on a line of its own";
                return false;
            }
            read.Add(new HeaderField(name, value.Trim()));
        }
        if (input.Text("cookie") is { } cookie)
            read.Add(new HeaderField("Cookie", cookie));
        if (input.Text("subprotocol") is { } offered)
            read.Add(new HeaderField("Sec-WebSocket-Protocol", offered));
        fields = [.. read];
        return true;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Text;

namespace ActorProxy.Actors.Operator;

/// <summary>Rows of answers.</summary>
internal static class AnswerRows
{
    public static JsonObject Of(ConnectionRow row) => new()
    {
        ["id"] = row.Id,
        ["client"] = row.Client,
        ["host"] = row.Host,
        ["path"] = row.Path,
        ["route"] = row.Route,
        ["backend"] = row.Backend,
        ["age"] = (long)row.Age.TotalMilliseconds,
        ["idle"] = (long)row.Idle.TotalMilliseconds,
        ["bytes-from-client"] = row.BytesFromClient,
        ["bytes-from-backend"] = row.BytesFromBackend,
        ["messages-from-client"] = row.MessagesFromClient,
        ["messages-from-backend"] = row.MessagesFromBackend,
        ["node"] = row.Node,
        ["since"] = Time(row.Since),
        ["listener"] = row.Listener,
        ["peer"] = row.Peer,
        ["request-id"] = row.RequestId,
        ["attempt"] = row.Attempt,
        ["subprotocol"] = row.Subprotocol,
        ["tls"] = row.Tls,
        ["tunnel"] = row.IsTunnel,
    };

    /// <param name="policies">What holds for it, but for what listeners say.</param>
    /// <param name="origin">Where it comes from: a layer of the registry, or the configuration.</param>
    /// <param name="revision">Of its host in the registry; null where it has none.</param>
    public static JsonObject Of(Route route, PolicySet policies, string origin, long? revision) => new()
    {
        ["id"] = route.Id,
        ["host"] = route.Host.ToString(),
        ["path"] = route.Path.ToString(),
        ["pool"] = route.Pool.Name,
        ["backends"] = string.Join(", ", route.Pool.Backends.Select(backend => backend.Id)),
        ["origin"] = origin,
        ["revision"] = revision,
        ["on-change"] = Units.Keyword(policies.Of<OnChange>().Policy),
        ["listeners"] = route.Listeners.ToString(),
        ["match"] = route.Match.ToString(),
    };

    /// <summary>Where a page begins at a token that no page has ended with.</summary>
    public static OperatorAnswer NoPage(string token) =>
        OperatorAnswer.Error($"after: '{token}' is no page token; give the one that came with the page before");

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

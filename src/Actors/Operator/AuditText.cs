using ActorProxy.Shared.Routing.Documents;
using ActorProxy.Shared.Text;

namespace ActorProxy.Actors.Operator;

/// <summary>What the log keeps of a command's arguments: all that tells what was done, without what may be secret.</summary>
internal static class AuditText
{
    public static string Of(string argument, string value) => argument switch
    {
        "document" => RouteDocument.TryParse(value, out var document, out _)
            ? RouteDocument.Write(RouteDocument.Shown(document))
            : $"(no route, {value.Length} characters)",
        // As one: a password may have commas, and no backend that is taken has user, password or query.
        "backends" => Redaction.Url(value),
        _ => value,
    };
}

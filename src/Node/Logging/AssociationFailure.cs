using Serilog.Events;

namespace ActorProxy.Node.Logging;

/// <summary>
/// An event by which Akka tells that an attempt to talk to another node failed. While a node is away there is one for each
/// attempt, so every one or two seconds (<c>akka.remote.retry-gate-closed-for</c>), and no setting makes them fewer. Or that a
/// message was refused: a stranger who reaches the port can send as many as he likes, from as many addresses.
/// </summary>
/// <param name="Address">The other node; or <see cref="Anybody"/>.</param>
/// <param name="Tells">Whether it says why; else it is only what Akka did after that.</param>
internal readonly record struct AssociationFailure(string Address, bool Tells)
{
    /// <summary>Who sends what is refused.</summary>
    public const string Anybody = "*";

    /// <summary>Null where the event is any other.</summary>
    public static AssociationFailure? In(LogEvent source)
    {
        var format = source.MessageTemplate.Text;
        if (format.StartsWith("Association with remote system {0} has failed", StringComparison.Ordinal)
            || format.StartsWith("Tried to associate with unreachable remote address [{0}]", StringComparison.Ordinal))
            return new AssociationFailure(Parameter(source, "0"), Tells: true);
        if (format.StartsWith("Removing receive buffers for [{0}]->[{1}]", StringComparison.Ordinal))
            return new AssociationFailure(Parameter(source, "1"), Tells: false);
        if (format.StartsWith("Deserialization failed for message with serializer id [{0}]", StringComparison.Ordinal))
            return new AssociationFailure(Anybody, Tells: true);
        return null;
    }

    private static string Parameter(LogEvent source, string name) =>
        source.Properties.GetValueOrDefault(name) is ScalarValue { Value: { } value } ? $"{value}" : "";
}

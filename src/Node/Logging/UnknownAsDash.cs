using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Logging;

/// <summary>For people, "-" stands in the place of what is not known, which would be "null" in a text. Machines get null.</summary>
internal sealed class UnknownAsDash : ILogEventEnricher
{
    private static readonly ScalarValue Dash = new("-");

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<string>? unknown = null;
        foreach (var (name, value) in logEvent.Properties)
            if (value is ScalarValue { Value: null })
                (unknown ??= []).Add(name);
        foreach (var name in unknown ?? [])
            logEvent.AddOrUpdateProperty(new LogEventProperty(name, Dash));
    }
}

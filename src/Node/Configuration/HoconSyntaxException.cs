namespace ActorProxy.Node.Configuration;

/// <summary>An error after which the rest of the text has no certain meaning.</summary>
internal sealed class HoconSyntaxException(int line, string key, string message) : Exception(message)
{
    public int Line { get; } = line;

    public string Key { get; } = key;
}

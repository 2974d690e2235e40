namespace ActorProxy.Node.Configuration;

/// <summary>The reference of all keys, <c>hocon/reference.conf</c>, as it is built in.</summary>
public static class ReferenceConfiguration
{
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var resource = typeof(ReferenceConfiguration).Assembly.GetManifestResourceStream("reference.conf")
            ?? throw new InvalidOperationException("reference.conf is not built in.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}

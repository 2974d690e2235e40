using System.Globalization;

namespace ActorProxy.Node.Demo;

/// <summary>The demo's page, which is part of the executable.</summary>
internal static class DemoPage
{
    private const string Resource = "demo.html";

    public static string Html(int proxyPort)
    {
        using var stream = typeof(DemoPage).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The executable lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("{{PROXY_PORT}}", proxyPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}

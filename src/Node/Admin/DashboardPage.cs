using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Admin;

/// <summary>The dashboard's page, which is part of the executable.</summary>
internal static class DashboardPage
{
    public const string Path = "/dashboard";

    private const string Resource = "dashboard.html";

    /// <summary>One file with its style and script in it, which talks to the API beside it and to nobody else.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri "
            + "'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<byte[]> Loaded = new(Load);

    public static byte[] Html => Loaded.Value;

    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static byte[] Load()
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The executable lacks its resource {Resource}.");
        var html = new byte[stream.Length];
        stream.ReadExactly(html);
        return html;
    }
}

using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>The files that pages consist of.</summary>
internal static class PageFiles
{
    /// <summary>Serves a page at the root, and its scripts beside it.</summary>
    public static void MapPage(this WebApplication app, string page, params ReadOnlySpan<string> scripts)
    {
        app.MapGet("/", () => Results.File(PathOf(page), "text/html; charset=utf-8"));
        foreach (var script in scripts)
            app.MapGet($"/{script}", () => Results.File(PathOf(script), "text/javascript; charset=utf-8"));
    }

    private static string PathOf(string file) => Path.Combine(Repository.Peers, "page", file);
}

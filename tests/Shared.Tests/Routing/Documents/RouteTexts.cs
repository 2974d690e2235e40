using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Routing.Documents;

/// <summary>Documents from text to route, and back.</summary>
internal static class RouteTexts
{
    public static string Write(Route route) => RouteDocument.Write(RouteDocument.Of(route));

    public static bool TryRead(string json, [NotNullWhen(true)] out Route? route, out IReadOnlyList<string> errors)
    {
        route = null;
        if (!RouteDocument.TryParse(json, out var document, out var error))
        {
            errors = [error];
            return false;
        }
        var report = new SettingReport();
        route = RouteDocument.Read(document, report);
        errors = [.. report.Problems.Select(problem => problem.ToString())];
        return route is not null;
    }
}

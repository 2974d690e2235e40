using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>
/// A route as it is written to other nodes, the database and programs: the settings of the configuration, in JSON. What has its default is
/// left out.
/// </summary>
public static class RouteDocument
{
    private static readonly SettingsShape Shape = StandardPolicies.Model.Of(typeof(Route));
    private static readonly RouteSetup Setup = new([], []);

    public static SettingSection Of(Route route) => Shape.Write(route);

    public static string Write(SettingSection document, bool indented = false) => SettingsJson.Write(document, indented);

    /// <summary>
    /// For people to look at: without the values of fields, which are passwords and keys as often as not, and without those in URLs.
    /// </summary>
    public static SettingSection Shown(SettingSection document) => SettingSecrets.Shown(Shape, document);

    /// <summary>Whether a field's value is the mark that <see cref="Shown"/> sets.</summary>
    public static bool HasHidden(SettingSection document) => SettingSecrets.HasHidden(Shape, document);

    /// <summary>Reads what is JSON; what it says is not looked at.</summary>
    /// <param name="error">What is wrong with the text, a sentence without its full stop.</param>
    public static bool TryParse(string json, [NotNullWhen(true)] out SettingSection? document, [NotNullWhen(false)] out string? error)
    {
        (document, error) = (null, null);
        try
        {
            document = SettingsJson.Read(json) as SettingSection;
            error = document is null ? "cannot be read: it is no object, { ... }" : null;
        }
        catch (JsonException wrong)
        {
            error = $"cannot be read: {SettingProblem.Short(wrong.Message)}";
        }
        return document is not null;
    }

    private static void CheckPool(BackendPool pool, SettingsCheck check)
    {
        if (string.IsNullOrWhiteSpace(pool.Name))
            check.Problem("name", "is missing");
        if (pool.Backends.IsEmpty)
            check.Problem("backends", "the list is empty");
    }

    /// <param name="report">What is wrong with the document.</param>
    /// <returns>Null where something is.</returns>
    public static Route? Read(SettingSection document, SettingReport report)
    {
        document = StoredRoutes.Upgrade(document);
        var place = SettingPlace.At("", report);
        var check = new SettingsCheck(document, place);
        var route = (Route)Shape.Read(document, place);
        if (string.IsNullOrWhiteSpace(route.Id))
            check.Problem("id", "is missing");
        if (report.Count > 0)
            return null;
        // Pools that have a name elsewhere are not known here: a document brings its own.
        if (document.Find("pool") is SettingText)
            check.Problem("pool", "names a pool; a document brings its own: { name, backends }");
        else if (document.Find("pool") is SettingSection)
            CheckPool(route.Pool, check.Of("pool"));
        return report.Count == 0 && Setup.Resolve(route, check) is { } resolved && report.Count == 0 ? resolved : null;
    }
}

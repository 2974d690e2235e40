using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>The settings of a node, and where they stand in a configuration.</summary>
internal static class ConfigurationShape
{
    /// <summary>The key of the section that has them.</summary>
    public const string Root = "actorproxy";

    public static SettingsShape Settings => StandardPolicies.Model.Of(typeof(ProxyOptions));

    /// <summary>Each by its full key.</summary>
    public static IEnumerable<PlacedSetting> All => SettingPaths.Of(Settings, Root);
}

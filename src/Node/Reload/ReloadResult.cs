using System.Collections.Immutable;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Reload;

/// <summary>What came of a reload.</summary>
/// <param name="Problems">Why nothing was changed; empty where the configuration was taken over.</param>
/// <param name="Changes">The settings that differ: each was taken over, or says why it was not.</param>
internal sealed record ReloadResult(ImmutableArray<string> Problems, ImmutableArray<SettingChange> Changes)
{
    public bool IsTaken => Problems.IsEmpty;

    public static ReloadResult Refused(IEnumerable<string> problems) => new([.. problems], []);
}

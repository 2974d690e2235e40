using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>Says by its path what is wrong with a key of a configuration.</summary>
internal sealed class ProblemReport(SettingReport report, SettingSection root)
{
    public void Add(string key, string message) => report.Add(Make(key, message));

    /// <summary>For what is not as it should be and keeps nothing from running: the state of the world rather than the file.</summary>
    public void Warn(string key, string message) => report.Warn(Make(key, message));

    private SettingProblem Make(string key, string message)
    {
        var (file, line) = root.OriginOf(key);
        return new SettingProblem(file, line, key, message);
    }
}

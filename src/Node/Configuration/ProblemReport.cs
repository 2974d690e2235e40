using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>Says by its path what is wrong with a key of a file.</summary>
internal sealed class ProblemReport(SettingReport report, string file, HoconDocument document)
{
    public void Add(string key, string message, string? suggestion = null) =>
        report.Add(new SettingProblem(file, document.LineOf(key), key, message, suggestion));

    /// <summary>For what is not as it should be and keeps nothing from running: the state of the world rather than the file.</summary>
    public void Warn(string key, string message) => report.Warn(new SettingProblem(file, document.LineOf(key), key, message));
}

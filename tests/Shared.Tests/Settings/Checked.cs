using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Settings;

/// <summary>What records of settings say of their values.</summary>
internal static class Checked
{
    public static IReadOnlyList<string> Validate(this ISettingsCheck record)
    {
        var report = new SettingReport();
        record.Check(new SettingsCheck(new SettingSection([]), SettingPlace.At("", report)));
        return [.. report.Problems.Select(problem => $"{problem.Message}.")];
    }
}

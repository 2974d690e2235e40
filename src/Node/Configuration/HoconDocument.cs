using ActorProxy.Shared.Settings;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>A HOCON text that was read, with the files that it includes.</summary>
/// <param name="Root">Its values, environment variables and references put in; without meaning where there are problems.</param>
/// <param name="Origin">The beginning of the text.</param>
/// <param name="Report">Errors of syntax, and what is probably meant otherwise.</param>
internal sealed record HoconDocument(HoconObject Root, SettingOrigin Origin, SettingReport Report)
{
    public IReadOnlyList<SettingProblem> Problems => Report.Problems;

    public IReadOnlyList<SettingProblem> Warnings => Report.Warnings;

    public SettingSection ToSection() => HoconSettings.Of(Root, Origin);

    public Config ToConfig()
    {
        var value = new HoconValue();
        value.AppendValue(Root);
        return new Config(new HoconRoot(value));
    }
}

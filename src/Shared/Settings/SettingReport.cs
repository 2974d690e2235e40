using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings;

/// <summary>
/// Collects what is wrong with a text, so that one pass finds everything. What one mistake makes of a large text is bounded.
/// </summary>
/// <param name="passesOverUnknown">Whether unknown keys are no problem: in what a newer version may have stored or sent.</param>
public sealed class SettingReport(bool passesOverUnknown = false)
{
    /// <summary>More than anybody reads at once; a text of 4 MiB can have a million.</summary>
    private const int Kept = 1000;

    /// <summary>How many get a suggestion, and among how many names: comparing all with all takes minutes in a large text.</summary>
    private const int Suggested = 20, MostNames = 1000;

    private readonly List<SettingProblem> _problems = [];
    private readonly List<SettingProblem> _warnings = [];

    /// <summary>The first of them.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What is probably not meant, and keeps nothing from running.</summary>
    public IReadOnlyList<SettingProblem> Warnings => _warnings;

    public bool PassesOverUnknown => passesOverUnknown;

    public void Add(SettingProblem problem)
    {
        Count++;
        if (_problems.Count < Kept)
            _problems.Add(problem);
    }

    public void Warn(SettingProblem warning)
    {
        if (_warnings.Count < Kept)
            _warnings.Add(warning);
    }

    /// <summary>
    /// What was probably meant by a name that there is not; null where nothing is near, or many problems have been found before.
    /// </summary>
    public string? Nearest(string name, IEnumerable<string> names) =>
        Count < Suggested ? NearestName.Find(name, names.Take(MostNames)) : null;
}

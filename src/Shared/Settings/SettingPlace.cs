namespace ActorProxy.Shared.Settings;

/// <summary>A place in the tree of keys that is being read; its path is written out only for who is told about it.</summary>
public sealed class SettingPlace
{
    private readonly SettingPlace? _parent;
    private readonly string _key;
    private readonly int _index; // -1 where it is a key's

    private SettingPlace(SettingReport report, SettingPlace? parent, string key, int index)
    {
        (Report, _parent, _key, _index) = (report, parent, key, index);
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    public SettingReport Report { get; }

    /// <summary>Of keys and indices below the place where reading begins.</summary>
    public int Depth { get; }

    /// <param name="path">Of the section that is read, empty for all of the text.</param>
    public static SettingPlace At(string path, SettingReport report) => new(report, null, path, -1);

    public SettingPlace Of(string key) => new(Report, this, key, -1);

    public SettingPlace Item(int index) => new(Report, this, "", index);

    public void Problem(SettingOrigin origin, string message, string? suggestion = null) => Report.Add(Make(origin, message, suggestion));

    public void Warn(SettingOrigin origin, string message) => Report.Warn(Make(origin, message, null));

    private SettingProblem Make(SettingOrigin origin, string message, string? suggestion) =>
        new(origin.File ?? "", origin.Line, SettingProblem.Short(ToString()), SettingProblem.Short(message), suggestion);

    /// <summary>As in <c>actorproxy.routes.chat.backends[0]</c>.</summary>
    public override string ToString() => _parent is null
        ? _key
        : _index < 0 ? SettingPath.Append(_parent.ToString(), _key) : SettingPath.Item(_parent.ToString(), _index);
}

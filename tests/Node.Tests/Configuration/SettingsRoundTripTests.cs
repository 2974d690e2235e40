using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>
/// All settings that there are, in both forms. Routes, pools and listeners by themselves, too: with any values of theirs something is
/// wrong nearly always, and what has something wrong is in no configuration.
/// </summary>
public class SettingsRoundTripTests
{
    private const int PerSeed = 10;

    private static readonly Type[] Types = [typeof(ProxyOptions), typeof(Route), typeof(BackendPool), typeof(ListenerOptions)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public void Canonical_HOCON_and_JSON_read_back_as_the_value(int seed)
    {
        foreach (var (shape, value) in Any(seed))
        {
            var canonical = Hocon(shape, value);

            var fromHocon = Read(shape, FromHocon(canonical));
            var fromJson = Read(shape, (SettingSection)SettingsJson.Read(SettingsJson.Write(shape.Write(fromHocon))));

            Assert.Equal(value, fromHocon);
            Assert.Equal(value, fromJson);
            Assert.Equal(canonical, Hocon(shape, fromJson));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Values_are_equal_exactly_when_their_texts_are(int seed)
    {
        foreach (var ((shape, one), (_, other)) in Any(seed).Zip(Any(seed + (seed % 3))))
            Assert.Equal(Hocon(shape, one) == Hocon(shape, other), one.Equals(other));
    }

    [Fact]
    public void Each_setting_is_in_some_of_them()
    {
        var written = new HashSet<string>();
        foreach (var (shape, value) in Enumerable.Range(1, 20).SelectMany(Any))
            Note(shape.Type.Name, shape, value, written);

        var missing = Types.SelectMany(type => SettingPaths.Of(StandardPolicies.Model.Of(type), type.Name)).Select(setting => setting.Path)
            .Where(path => !path.Contains(".NAME.", StringComparison.Ordinal) && !written.Contains(path));

        Assert.Empty(missing);
    }

    private static void Note(string path, SettingsShape shape, object value, HashSet<string> written)
    {
        foreach (var (key, node) in shape.Write(value).Members)
        {
            written.Add($"{path}.{key}");
            if (node is SettingSection && shape.Find(key) is { Kind: Shared.Settings.Kinds.SectionKind { Shape: var inner } } setting)
                Note($"{path}.{key}", inner, setting.Get(value)!, written);
        }
    }

    private static IEnumerable<(SettingsShape Shape, object Value)> Any(int seed)
    {
        var gen = new SettingsGen(new Random(seed), share: 0.6);
        return Types.Select(StandardPolicies.Model.Of).SelectMany(
            shape => Enumerable.Range(0, PerSeed).Select(_ => (shape, Read(shape, gen.Of(shape)))));
    }

    // What does not go together is a problem, and is read all the same.
    private static object Read(SettingsShape shape, SettingSection section) =>
        shape.Read(section, SettingPlace.At("", new SettingReport()));

    private static SettingSection FromHocon(string text)
    {
        var document = HoconReader.Read(text, "f", _ => null);
        Assert.Empty(document.Problems);
        return document.ToSection();
    }

    private static string Hocon(SettingsShape shape, object value) => SettingsHocon.Write(shape.Write(value));
}

using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Settings;

/// <summary>A setting that is added by one declaration has all that a setting has.</summary>
public class NewSettingTests
{
    private static readonly SettingsModel Model = new();
    private static readonly SettingsShape Shape = Model.Of(typeof(Added));

    private sealed record Added
    {
        [Setting("How long a guest may stay.", Tunnels = true), Between("1s", "1h", Zero = "for ever")]
        public TimeSpan GuestTimeout { get; init; } = TimeSpan.FromSeconds(90);

        [Setting("How many at a time."), Between(1, 9)]
        public int Guests { get; init; } = 3;
    }

    [Fact]
    public void It_is_read_from_both_forms()
    {
        Assert.Equal(new Added { GuestTimeout = TimeSpan.FromMinutes(2) }, Read("""{"guest-timeout":"2m"}"""));
        Assert.Equal(new Added { GuestTimeout = TimeSpan.FromMinutes(2) },
            Model.Read<Added>(new SettingSection([new("guest-timeout", new SettingText("2m"))]), new SettingReport()));
    }

    [Theory]
    [InlineData("""{"guest-timeout":"2h"}""", "guest-timeout: 2h is out of range; allowed is 0s, or 1s to 1h")]
    [InlineData("""{"guest-timout":"2m"}""", "guest-timout: unknown key; did you mean guest-timeout?")]
    public void It_is_checked(string json, string problem)
    {
        var report = new SettingReport();
        Model.Read<Added>((SettingSection)SettingsJson.Read(json), report);
        Assert.Equal([problem], report.Problems.Select(found => found.ToString()));
    }

    [Fact]
    public void It_is_written_where_it_is_not_the_default()
    {
        Assert.Equal("", SettingsHocon.Write(Model.Write(new Added())));
        Assert.Equal("guest-timeout = 2m\n", SettingsHocon.Write(Model.Write(new Added { GuestTimeout = TimeSpan.FromMinutes(2) })));
    }

    [Fact]
    public void It_is_compared_and_tells_whether_open_tunnels_are_concerned()
    {
        Assert.NotEqual(new Added(), new Added { GuestTimeout = TimeSpan.FromMinutes(2) });
        Assert.False(Shape.BuildsAlike(new Added(), new Added { GuestTimeout = TimeSpan.FromMinutes(2) }));
        Assert.True(Shape.BuildsAlike(new Added(), new Added { Guests = 4 }));
    }

    [Fact]
    public void It_is_in_the_reference() => Assert.Contains(
        "  # How long a guest may stay: 1s to 1h, or 0s (for ever).\n  guest-timeout = 90s\n",
        ReferenceText.Of(Shape, new Dictionary<string, string>()));

    [Fact]
    public void It_is_in_the_schema() => Assert.Equal(
        """{"type":"string","pattern":"^\\d\u002B(\\.\\d\u002B)?\\s*(ms|s|m|h|d)$","description":"How long a guest may stay: 1s to 1h, or 0s (for ever).","default":"90s"}""",
        SettingsSchema.Of(Shape)["properties"]!["guest-timeout"]!.ToJsonString());

    [Fact]
    public void What_a_record_among_others_settings_requires_is_required_with_it_only()
    {
        var schema = SettingsSchema.Of(Model.Of(typeof(BackendTls)));

        Assert.Null(schema["required"]);
        Assert.Equal("""{"certificate":["certificate","key"],"key":["certificate","key"]}""", schema["dependentRequired"]!.ToJsonString());
        Assert.Equal("""["certificate","key","ca"]""", SettingsSchema.Of(Model.Of(typeof(ClusterTlsOptions)))["required"]!.ToJsonString());
    }

    [Fact]
    public void It_is_in_the_list_that_words_are_completed_from() =>
        Assert.Contains("some.guest-timeout", SettingPaths.Of(Shape, "some").Select(setting => setting.Path));

    private static Added Read(string json)
    {
        var report = new SettingReport();
        var read = Model.Read<Added>((SettingSection)SettingsJson.Read(json), report);
        Assert.Empty(report.Problems);
        return read;
    }
}

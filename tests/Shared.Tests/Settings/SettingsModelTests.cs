using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Settings;

public class SettingsModelTests
{
    private static readonly SettingsModel Model = new();

    private static Sample Read(string json, out SettingReport report)
    {
        report = new SettingReport();
        return Model.Read<Sample>((SettingSection)SettingsJson.Read(json), report);
    }

    [Fact]
    public void Nothing_that_is_given_is_all_defaults()
    {
        Assert.Equal(new Sample(), Read("{}", out var report));
        Assert.Empty(report.Problems);
    }

    [Fact]
    public void Each_kind_is_read()
    {
        var read = Read("""
            {"enabled":true,"attempts":7,"most":0,"idle-timeout":"1.5h","first":"0s","buffer":"4KiB","memory":"2GiB","sampling":0.5,
             "colour":"dark-blue","address":"::1","peers":["10.0.0.0/8","192.0.2.1"],"purpose":"chat","servers":["ws://a",{"url":"ws://b","weight":2}],
             "set":{"X-A":"1","X-B":{"value":"2"}},"doors":{"front":{"port":1}},"tls":{"certificate":"c","key":"k"},"inner":{"depth":9}}
            """, out var report);

        Assert.Empty(report.Problems);
        Assert.Equal(new Sample
        {
            Enabled = true, Attempts = 7, IdleTimeout = TimeSpan.FromMinutes(90), First = TimeSpan.Zero, Buffer = 4096, Memory = 2L << 30,
                Sampling = 0.5,
            Colour = Colour.DarkBlue, Address = IPAddress.IPv6Loopback,
            Peers = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.1/32")], Purpose = "chat",
            Servers = [new() { Url = "ws://a" }, new() { Url = "ws://b", Weight = 2 }],
            Set = [new() { Name = "X-A", Value = "1" }, new() { Name = "X-B", Value = "2" }],
            Doors = [new() { Name = "front", Port = 1 }], Tls = new() { Files = new() { Certificate = "c", Key = "k" } },
            Inner = new() { Depth = 9 },
        }, read);
    }

    [Theory]
    [InlineData("""{"attempts":11}""", "attempts: 11 is out of range; allowed is 1 to 10")]
    [InlineData("""{"attempts":"many"}""", "attempts: 'many' is not a whole number")]
    [InlineData("""{"attempts":[1]}""", "attempts: is not a text")]
    [InlineData("""{"enabled":"maybe"}""", "enabled: 'maybe' is not true or false")]
    [InlineData("""{"idle-timeout":300}""", "idle-timeout: '300' is not a duration; write a number with a unit: ms, s, m, h or d")]
    [InlineData("""{"first":"1ms"}""", "first: 1ms is out of range; allowed is 0s, or 1s to 1m")]
    [InlineData("""{"buffer":"1GiB"}""", "buffer: 1GiB is out of range; allowed is 1KiB to 1MiB")]
    [InlineData("""{"colour":"dark-bleu"}""", "colour: 'dark-bleu' is none of red, dark-blue; did you mean dark-blue?")]
    [InlineData("""{"atempts":2}""", "atempts: unknown key; did you mean attempts?")]
    [InlineData("""{"inner":{"dept":2}}""", "inner.dept: unknown key; did you mean depth?")]
    [InlineData("""{"inner":3}""", "inner: is not an object, { ... }")]
    [InlineData("""{"servers":"ws://a"}""", "servers: is not a list, [ ... ]")]
    [InlineData("""{"servers":["ws://a",{"weight":2}]}""", "servers[1]: the url is missing")]
    [InlineData("""{"doors":{"front":{}}}""", "doors.front: the port is missing")]
    [InlineData("""{"doors":[{"port":1}]}""", "doors[0]: the name is missing")]
    [InlineData("""{"first":"1m","idle-timeout":"1s"}""", "first: is longer than idle-timeout")]
    public void What_is_wrong_is_told_where_it_stands(string json, string problem)
    {
        Read(json, out var report);

        Assert.Equal(problem, Assert.Single(report.Problems).ToString());
    }

    [Fact]
    public void All_problems_are_found_at_once()
    {
        Read("""{"attempts":0,"buffer":"x","inner":{"depth":0},"nothing":1}""", out var report);

        Assert.Equal(["attempts", "buffer", "inner.depth", "nothing"], report.Problems.Select(problem => problem.Key));
    }

    [Fact]
    public void Unknown_keys_are_passed_over_where_a_newer_version_may_have_written_them()
    {
        var report = new SettingReport(passesOverUnknown: true);
        var read = Model.Read<Sample>((SettingSection)SettingsJson.Read("""{"attempts":2,"nothing":1}"""), report);

        Assert.Empty(report.Problems);
        Assert.Equal(new Sample { Attempts = 2 }, read);
    }

    [Fact]
    public void What_differs_from_its_default_is_written()
    {
        var sample = new Sample
        {
            Attempts = 2,
            Servers = [new() { Url = "ws://a" }, new() { Url = "ws://b", Weight = 2 }],
            Set = [new() { Name = "X-A", Value = "a b" }],
            Doors = [new() { Name = "front", Port = 0 }],
        };

        Assert.Equal("""
            attempts = 2
            servers = ["ws://a", { url = "ws://b", weight = 2 }]
            set {
              X-A = "a b"
            }
            doors {
              front {
                port = 0
              }
            }

            """, SettingsHocon.Write(Model.Write(sample)));
    }

    [Fact]
    public void Names_that_are_there_twice_are_written_as_a_list()
    {
        var sample = new Sample { Set = [new() { Name = "X-A", Value = "1" }, new() { Name = "X-A", Value = "2" }] };

        var written = SettingsHocon.Write(Model.Write(sample));

        Assert.Equal("set = [{ name = X-A, value = 1 }, { name = X-A, value = 2 }]\n", written);
    }
}

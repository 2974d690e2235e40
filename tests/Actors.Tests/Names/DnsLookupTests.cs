using System.Net;
using ActorProxy.Actors.Names;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Options;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Names;

public sealed class DnsLookupTests : IDisposable
{
    private static readonly IPAddress First = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Second = IPAddress.Parse("10.0.0.2");
    private static readonly IPAddress Sixth = IPAddress.Parse("2001:db8::6");

    private readonly FakeTimeProvider _time = new();
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("dns-");
    private readonly ScriptedDns _dns = new();
    private readonly ScriptedNames _system = new();
    private readonly DnsLookup _lookup;
    private DnsOptions _options;

    public DnsLookupTests()
    {
        _options = new DnsOptions { Servers = [_dns.Server], Timeout = TimeSpan.FromSeconds(20) };
        _lookup = new DnsLookup(new DnsSetup(() => _options, _time, PathOf("resolv.conf"), PathOf("hosts")), _system);
    }

    public void Dispose()
    {
        _dns.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_name_has_its_addresses_of_both_families_and_their_time()
    {
        _dns.Set("chat.example", 7, [Sixth, First, Second]);

        var looked = await _lookup.AddressesAsync("chat.example");

        Assert.Equal([First, Second, Sixth], looked.Value);
        Assert.Equal(TimeSpan.FromSeconds(7), looked.RenewAfter);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(86400, 30)]
    public async Task The_time_of_records_is_bounded_both_ways(int ttl, int seconds)
    {
        _dns.Set("chat.example", ttl, [First]);
        Assert.Equal(TimeSpan.FromSeconds(seconds), (await _lookup.AddressesAsync("chat.example")).RenewAfter);
    }

    [Fact]
    public async Task The_time_of_an_alias_counts()
    {
        _dns.Set("chat.example", 20, [First], alias: ("real.example", 5));
        Assert.Equal(TimeSpan.FromSeconds(5), (await _lookup.AddressesAsync("chat.example")).RenewAfter);
    }

    [Fact]
    public async Task A_name_in_the_hosts_file_is_asked_of_nobody()
    {
        File.WriteAllText(PathOf("hosts"), "10.0.0.2 chat.example\n");
        Assert.Equal([Second], (await _lookup.AddressesAsync("chat.example")).Value);
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public async Task A_short_name_is_looked_for_in_the_domains()
    {
        File.WriteAllText(PathOf("resolv.conf"), "search prod.svc.cluster.local svc.cluster.local\noptions ndots:5\n");
        _dns.Set("chat.other.svc.cluster.local", 5, [First]);

        Assert.Equal([First], (await _lookup.AddressesAsync("chat.other")).Value);
        Assert.DoesNotContain(("chat.other", ScriptedDns.A), _dns.Asked);
    }

    [Fact]
    public async Task What_the_dns_does_not_know_is_asked_of_the_system()
    {
        _system.Answer(Second);
        Assert.Equal([Second], (await _lookup.AddressesAsync("printer.local")).Value);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_told()
    {
        var error = await Assert.ThrowsAsync<LookupException>(() => _lookup.AddressesAsync("nobody.example"));
        Assert.Contains("nobody.example", error.Message);
    }

    [Fact]
    public async Task A_server_that_cannot_say_is_a_failure_and_the_system_is_not_asked()
    {
        _system.Answer(Second);
        _dns.Fail("chat.example", ScriptedDns.A);
        _dns.Fail("chat.example", ScriptedDns.Aaaa);
        var error = await Assert.ThrowsAsync<LookupException>(() => _lookup.AddressesAsync("chat.example"));
        Assert.Contains("chat.example", error.Message);
        Assert.Equal(0, _system.Asked);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_a_failure()
    {
        _options = _options with { Timeout = TimeSpan.FromMilliseconds(10) };
        _dns.Silence("chat.example", ScriptedDns.A);
        _dns.Silence("chat.example", ScriptedDns.Aaaa);
        await Assert.ThrowsAsync<LookupException>(() => _lookup.AddressesAsync("chat.example"));
    }

    public static TheoryData<string> NoAnswers => new()
    {
        "", // no header
        "8180 0001 FFFF 0000 0000", // records that are not there
        "8180 0001 0001 0000 0000 0463686174 076578616D706C65 00 0001 0001 C00C 0001 0001 00000005 0001 0A", // an address of one byte
        "8180 0001 0001 0000 0000 056F74686572 0474657374 00 0001 0001 C00C 0001 0001 00000005 0004 0A000009", // to another question
    };

    [Theory, MemberData(nameof(NoAnswers))]
    public async Task Bytes_that_are_no_answer_are_a_failure(string bytes)
    {
        _options = _options with { Timeout = TimeSpan.FromMilliseconds(100) };
        foreach (var type in new[] { ScriptedDns.A, ScriptedDns.Aaaa })
            _dns.Garble("chat.example", type, Convert.FromHexString(bytes.Replace(" ", "")));
        var error = await Assert.ThrowsAsync<LookupException>(() => _lookup.AddressesAsync("chat.example"));
        Assert.Contains("chat.example", error.Message);
    }

    [Fact]
    public async Task A_failure_for_IPv6_alone_does_not_matter_and_one_for_IPv4_does()
    {
        _dns.Set("chat.example", 5, [First]);
        _dns.Fail("chat.example", ScriptedDns.Aaaa);
        Assert.Equal([First], (await _lookup.AddressesAsync("chat.example")).Value);

        _dns.Set("chat.example", 5, [Sixth]);
        _dns.Fail("chat.example", ScriptedDns.A);
        await Assert.ThrowsAsync<LookupException>(() => _lookup.AddressesAsync("chat.example"));
    }

    [Fact]
    public async Task A_service_has_its_records()
    {
        ServiceRecord[] records = [new("b.example", 9002, 1, 50), new("a.example", 9001, 0, 10)];
        _dns.Set("_ws._tcp.chat.example", 9, records);

        var looked = await _lookup.ServicesAsync("_ws._tcp.chat.example");

        Assert.Equal(records.Reverse(), looked.Value);
        Assert.Equal(TimeSpan.FromSeconds(9), looked.RenewAfter);
        await Assert.ThrowsAsync<LookupException>(() => _lookup.ServicesAsync("_ws._tcp.other.example"));
    }

    [Fact]
    public async Task Another_file_is_gone_by_within_a_second_and_without_any_the_system_is_asked()
    {
        _options = _options with { Servers = [] };
        _system.Answer(Second);
        Assert.Equal([Second], (await _lookup.AddressesAsync("chat.example")).Value);
        Assert.Empty(_dns.Asked);

        File.WriteAllText(PathOf("hosts"), "10.0.0.1 chat.example\n");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([First], (await _lookup.AddressesAsync("chat.example")).Value);
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}

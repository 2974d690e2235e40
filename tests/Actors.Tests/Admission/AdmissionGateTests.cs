using System.Net;
using ActorProxy.Actors.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Admission;

public sealed class AdmissionGateTests
{
    private static readonly IPAddress Ann = IPAddress.Parse("10.0.0.1"), Bob = IPAddress.Parse("10.0.0.2");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_limit_is_reached_and_a_place_that_is_left_is_free_again()
    {
        var gate = new AdmissionGate(new LimitOptions { MaxConnections = 2 }, _time);
        Assert.Null(gate.Enter());
        Assert.Null(gate.Enter());
        Assert.Equal(TerminationReason.ConnectionLimit, gate.Enter());
        Assert.Equal(2, gate.Connections);
        gate.Leave();
        Assert.Null(gate.Enter());
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var gate = new AdmissionGate(new LimitOptions { MaxConnections = 0 }, _time);
        Assert.All(Enumerable.Range(0, 100_000), _ => Assert.Null(gate.Enter()));
    }

    [Fact]
    public void Beyond_the_rate_connections_are_refused_until_time_has_passed()
    {
        var gate = new AdmissionGate(new LimitOptions { ConnectionRate = 10, ConnectionBurst = 2 }, _time);
        Assert.Null(gate.Enter());
        Assert.Null(gate.Enter());
        Assert.Equal(TerminationReason.RateLimit, gate.Enter());
        Assert.Equal(2, gate.Connections);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null(gate.Enter());
        Assert.Equal(TerminationReason.RateLimit, gate.Enter());
    }

    [Fact]
    public void Each_client_has_its_own_count()
    {
        var gate = new AdmissionGate(new LimitOptions { MaxConnectionsPerClient = 2 }, _time);
        Assert.NotNull(gate.TryEnterClient(Ann));
        Assert.NotNull(gate.TryEnterClient(Ann));
        Assert.Null(gate.TryEnterClient(Ann));
        Assert.NotNull(gate.TryEnterClient(Bob));
        gate.LeaveClient(Ann);
        Assert.NotNull(gate.TryEnterClient(Ann));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_client()
    {
        var gate = new AdmissionGate(new LimitOptions { MaxConnectionsPerClient = 2 }, _time);
        IPAddress[] addresses = [.. Enumerable.Range(1, 20).Select(i => IPAddress.Parse($"2001:db8:1:2::{i:x}"))];
        IPAddress?[] counted = [.. addresses.Select(gate.TryEnterClient)];
        Assert.Equal(2, counted.Count(key => key is not null));
        Assert.NotNull(gate.TryEnterClient(IPAddress.Parse("2001:db8:1:3::1")));
        gate.LeaveClient(counted[0]!);
        Assert.NotNull(gate.TryEnterClient(addresses[19]));
    }

    [Fact]
    public void How_large_a_network_one_client_has_is_a_setting()
    {
        var gate = new AdmissionGate(new LimitOptions { MaxConnectionsPerClient = 1, ClientPrefixIpv6 = 128 }, _time);
        Assert.NotNull(gate.TryEnterClient(IPAddress.Parse("2001:db8::1")));
        Assert.NotNull(gate.TryEnterClient(IPAddress.Parse("2001:db8::2")));
        Assert.Null(gate.TryEnterClient(IPAddress.Parse("2001:db8::2")));
    }

    [Fact]
    public void Limits_that_are_taken_over_count_those_who_are_there()
    {
        var (ann6, prefix) = (IPAddress.Parse("2001:db8::1"), new LimitOptions());
        var gate = new AdmissionGate(prefix, _time);
        Assert.Null(gate.Enter());
        Assert.NotNull(gate.TryEnterClient(Ann));
        var before = gate.TryEnterClient(ann6)!;

        gate.Take(new LimitOptions { MaxConnections = 1, MaxConnectionsPerClient = 1, ClientPrefixIpv6 = 128 });

        Assert.Equal(TerminationReason.ConnectionLimit, gate.Enter());
        Assert.Null(gate.TryEnterClient(Ann));
        // Who was counted for a network leaves that, also where networks are others since.
        gate.LeaveClient(before);
        Assert.NotNull(gate.TryEnterClient(ann6));
        gate.Take(new LimitOptions { ConnectionRate = 1 });
        Assert.Null(gate.Enter());
        Assert.Equal(TerminationReason.RateLimit, gate.Enter());
    }

    [Fact]
    public void Threads_do_not_let_more_in_than_the_limits()
    {
        var gate = new AdmissionGate(new LimitOptions { MaxConnections = 50, MaxConnectionsPerClient = 7 }, _time);
        var (inside, most) = (0, 0);
        Parallel.For(0, 20_000, _ =>
        {
            if (gate.Enter() is not null)
                return;
            if (gate.TryEnterClient(Ann) is not null)
            {
                var now = Interlocked.Increment(ref inside);
                if (now > Volatile.Read(ref most))
                    Volatile.Write(ref most, now);
                Interlocked.Decrement(ref inside);
                gate.LeaveClient(Ann);
            }
            gate.Leave();
        });
        Assert.InRange(most, 1, 7);
        Assert.Equal(0, gate.Connections);
        Assert.All(Enumerable.Range(0, 7), _ => Assert.NotNull(gate.TryEnterClient(Ann)));
        Assert.Null(gate.TryEnterClient(Ann));
    }
}

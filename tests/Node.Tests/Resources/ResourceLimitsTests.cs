using ActorProxy.Node.Resources;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Tests.Resources;

public sealed class ResourceLimitsTests : ILogEventSink
{
    private readonly List<string> _log = [];

    private ILogger Log => new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();

    void ILogEventSink.Emit(LogEvent logEvent) => _log.Add(logEvent.RenderMessage());

    [Theory]
    [InlineData(256L)]
    [InlineData(511L)]
    public void A_limit_too_small_to_start_is_an_error_that_names_the_one_it_needs(long limit)
    {
        var refused = Assert.Throws<IOException>(() => ResourceLimits.Budget(new ProxyOptions(), limit));

        Assert.StartsWith($"The limit of open files is {limit}, and a node needs 512 at least: raise it", refused.Message);
    }

    [Fact]
    public void An_unknown_limit_is_none() => Assert.Equal(long.MaxValue, ResourceLimits.Budget(new ProxyOptions(), null).Capacity);

    [Theory]
    [InlineData(ExhaustionAction.Pause, false)]
    [InlineData(ExhaustionAction.Refuse, true)]
    public void Surplus_is_accepted_where_it_is_to_be_refused(ExhaustionAction action, bool accepted) =>
        Assert.Equal(accepted, ResourceLimits.Budget(new ProxyOptions { Limits = new LimitOptions { OnExhaustion = action } },
            1024).AcceptsSurplus);

    [Fact]
    public void Connections_that_the_limit_does_not_carry_are_warned_of_with_the_limit_that_does()
    {
        ResourceLimits.Check(new DescriptorPlan(1024, 300, 100), 50_000, Log);

        Assert.StartsWith("The limit of open files, 1024, carries 312 clients with a backend each, and "
            + "limits.max-connections is 50000: raise it", Assert.Single(_log));
        Assert.Contains(" to 100400, or lower limits.max-connections", _log[0]);
    }

    [Fact]
    public void Connections_that_the_limit_carries_are_not_warned_of()
    {
        ResourceLimits.Check(new DescriptorPlan(100_400, 300, 100), 50_000, Log);

        Assert.Empty(_log);
    }

    [Fact]
    public void A_limit_that_carries_hardly_any_client_is_an_error()
    {
        var refused = Assert.Throws<IOException>(() => ResourceLimits.Check(new DescriptorPlan(512, 400, 100), 50_000, Log));

        Assert.StartsWith("The limit of open files is 512, and this node needs 516 at least", refused.Message);
    }

    [Fact]
    public void Buffers_that_the_memory_does_not_carry_are_made_smaller_and_warned_of()
    {
        var options = ResourceLimits.Within(new ProxyOptions(), 1L << 30, Log);

        Assert.Equal(1L << 29, options.Limits.BufferMemory);
        Assert.StartsWith("limits.buffer-memory is 1073741824 B", Assert.Single(_log));
    }

    [Fact]
    public void The_process_has_a_limit_and_knows_how_many_are_open()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var before = OpenFiles.Count();
        using (File.OpenRead("/proc/self/status"))
        using (File.OpenRead("/proc/self/status"))
            Assert.True(OpenFiles.Count() > 0 && before > 0);
        Assert.InRange(before!.Value, 10, OpenFiles.RaiseLimit()!.Value);
    }
}

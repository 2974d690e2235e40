using ActorProxy.Actors.Admission;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Serilog;

namespace ActorProxy.Node.Resources;

/// <summary>What the process may have of descriptors and memory, and what a node makes of that at its start.</summary>
internal static class ResourceLimits
{
    /// <summary>Clients below which a node is of no use.</summary>
    private const int LeastClients = 8;

    private const string HowToRaise = "raise it (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of a container)";

    /// <summary>The budget of a node that has not been counted yet.</summary>
    /// <param name="limit">Descriptors that the process may have; null where that is not known.</param>
    /// <exception cref="IOException">They are too few for a node to start.</exception>
    public static SocketBudget Budget(ProxyOptions options, long? limit)
    {
        if (limit is < DescriptorPlan.LeastLimit)
            throw new IOException($"The limit of open files is {limit}, and a node needs {DescriptorPlan.LeastLimit} at least: "
                + $"{HowToRaise}");
        var budget = new SocketBudget { AcceptsSurplus = options.Limits.OnExhaustion == ExhaustionAction.Refuse };
        if (limit is { } known)
            budget.Capacity = SocketPlan.For(options, known, DescriptorPlan.AtRest).Capacity;
        return budget;
    }

    /// <summary>Says what the limit does not carry.</summary>
    /// <param name="plan">Of the node that has started.</param>
    /// <exception cref="IOException">The limit carries hardly any client.</exception>
    public static void Check(DescriptorPlan plan, int maxConnections, ILogger log)
    {
        if (plan.Clients < LeastClients)
            throw new IOException($"The limit of open files is {plan.Limit}, and this node needs {plan.LimitFor(LeastClients)} at "
                + $"least: {HowToRaise}");
        if (maxConnections == 0 || plan.Clients < maxConnections)
            log.Warning(
                "The limit of open files, {Limit}, carries {Clients} clients with a backend each, and limits.max-connections is "
                    + "{MaxConnections}: {HowToRaise:l}{Needed:l}, or lower limits.max-connections",
                plan.Limit, plan.Clients, maxConnections, HowToRaise, maxConnections == 0 ? "" : $" to {plan.LimitFor(maxConnections)}");
    }

    /// <summary>The options with what the memory carries.</summary>
    /// <param name="limit">Bytes; null for no limit.</param>
    public static ProxyOptions Within(ProxyOptions options, long? limit, ILogger log)
    {
        var configured = options.Limits.BufferMemory;
        var usable = MemoryRules.BufferMemory(configured, limit);
        if (usable == configured)
            return options;
        log.Warning("limits.buffer-memory is {Configured} B (0: no limit), and the memory limit of the process {Limit} B: "
            + "{Usable} B are used, half of it", configured, limit, usable);
        return options with { Limits = options.Limits with { BufferMemory = usable } };
    }
}

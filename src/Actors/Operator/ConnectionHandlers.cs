using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Commands about live connections, but for the tap.</summary>
internal static class ConnectionHandlers
{
    public static IEnumerable<IOperatorHandler> Of(OperatorContext context)
    {
        yield return OperatorHandler.Of("connections list", (input, _) => ListAsync(context, input));
        yield return OperatorHandler.Of("connections show", (input, _) => ShowAsync(context, input));
        yield return OperatorHandler.Of("connections close", (input, _) => CloseAsync(context, input));
        yield return OperatorHandler.Of("connections count", (input, _) => CountAsync(context, input));
        yield return OperatorHandler.Of("connections top", (input, cancellation) => TopAsync(context, input, cancellation));
    }

    private static async Task<IEnumerable<OperatorAnswer>> ListAsync(OperatorContext context, OperatorInput input)
    {
        if (!TryFilter(input, out var filter, out var problem))
            return [OperatorAnswer.Error(problem)];
        PageToken? after = null;
        if (input.Text("after") is { } token && !PageToken.TryParse(token, out after))
            return [AnswerRows.NoPage(token)];
        var key = Enum.Parse<ConnectionSortKey>(input.Text("sort")!, ignoreCase: true);
        // Largest and longest first is what is asked for most; ages are in order of their beginnings.
        var descending = key is ConnectionSortKey.Bytes or ConnectionSortKey.Messages or ConnectionSortKey.Idle != input.Flag("reverse");
        var list = new ClusterList
        {
            Filter = filter,
            Sort = after?.Sort ?? new ConnectionSort(key, descending),
            Limit = (int)input.Number("limit")!,
            After = after,
            Timeout = input.Duration("timeout")!.Value,
        };
        if (list.Problem() is { } wrong)
            return [OperatorAnswer.Error(wrong)];
        var page = await context.AskDirectoryAsync<ClusterRows>(list);
        return page.Rows.Select(row => OperatorAnswer.Of(AnswerRows.Of(row)))
            .Concat(Missing(page.Missing))
            .Concat(page.Next is { } next ? [OperatorAnswer.Next(next.ToString())] : []);
    }

    private static async Task<IEnumerable<OperatorAnswer>> ShowAsync(OperatorContext context, OperatorInput input)
    {
        var shown = await context.AskDirectoryAsync<ClusterShown>(new ClusterShow(input.Text("id")!));
        return shown.Row is { } row
            ? [OperatorAnswer.Of(AnswerRows.Of(row))]
            : Missing(shown.Missing).Append(OperatorAnswer.Error($"there is no connection '{input.Text("id")}'"));
    }

    private static async Task<IEnumerable<OperatorAnswer>> CloseAsync(OperatorContext context, OperatorInput input)
    {
        var close = new ClusterClose(input.Text("id")!) { Code = (int)input.Number("code")!, Reason = input.Text("reason")! };
        if (close.Problem() is { } wrong)
            return [OperatorAnswer.Error(wrong)];
        var closed = await context.AskDirectoryAsync<ClusterClosed>(close);
        return closed.Node is { } node
            ? [OperatorAnswer.Line($"{close.Id} is being closed with {close.Code}, on {node}")]
            : Missing(closed.Missing).Append(OperatorAnswer.Error($"there is no connection '{close.Id}'"));
    }

    private static async Task<IEnumerable<OperatorAnswer>> CountAsync(OperatorContext context, OperatorInput input)
    {
        if (!TryFilter(input, out var filter, out var problem))
            return [OperatorAnswer.Error(problem)];
        var count = new ClusterCount
        {
            Filter = filter,
            GroupBy = Enum.Parse<ConnectionGrouping>(input.Text("by")!, ignoreCase: true),
            Timeout = input.Duration("timeout")!.Value,
        };
        if (count.Problem() is { } wrong)
            return [OperatorAnswer.Error(wrong)];
        var counts = await context.AskDirectoryAsync<ClusterCounts>(count);
        var groups = count.GroupBy == ConnectionGrouping.None ? [new CountGroup("all", counts.Total)] : counts.Groups.AsEnumerable();
        return groups.Select(group => OperatorAnswer.Of(new() { ["key"] = group.Key, ["count"] = group.Count }))
            .Concat(Missing(counts.Missing));
    }

    /// <summary>What passed through each of this node's connections between two looks.</summary>
    private static async Task<IEnumerable<OperatorAnswer>> TopAsync(
        OperatorContext context, OperatorInput input, CancellationToken cancellation)
    {
        var interval = input.Duration("interval")!.Value;
        if (interval < TimeSpan.FromMilliseconds(100) || interval > TimeSpan.FromSeconds(10))
            return [OperatorAnswer.Error("interval: allowed is 100ms to 10s")];
        var (table, time) = (context.Proxy.Connections, context.Proxy.Time);
        var begun = time.GetTimestamp();
        var before = table.All.ToDictionary(connection => connection.Id, connection => connection.Use, StringComparer.Ordinal);
        await Task.Delay(interval, time, cancellation);
        var seconds = time.GetElapsedTime(begun).TotalSeconds;
        return table.All
            .Select(connection => (Connection: connection, Now: connection.Use, Before: before.GetValueOrDefault(connection.Id)))
            .Select(c => (c.Connection, Bytes: c.Now.Bytes() - c.Before.Bytes(), Messages: c.Now.Messages() - c.Before.Messages()))
            .OrderByDescending(c => c.Bytes).ThenBy(c => c.Connection.Id, StringComparer.Ordinal)
            .Take((int)input.Number("limit")!)
            .Select(c => OperatorAnswer.Of(new()
            {
                ["id"] = c.Connection.Id,
                ["client"] = c.Connection.Client.ToString(),
                ["route"] = c.Connection.Route,
                ["backend"] = c.Connection.Backend,
                ["bytes-per-second"] = Math.Round(c.Bytes / seconds),
                ["messages-per-second"] = Math.Round(c.Messages / seconds, 1),
                ["age"] = (long)(time.GetUtcNow() - c.Connection.Since).TotalMilliseconds,
                ["node"] = context.Node,
            }))
            .ToList();
    }

    private static long Bytes(this ConnectionUse use) => use.BytesFromClient + use.BytesFromBackend;

    private static long Messages(this ConnectionUse use) => use.MessagesFromClient + use.MessagesFromBackend;

    private static bool TryFilter(OperatorInput input, out ConnectionFilter filter, out string problem)
    {
        (filter, problem) = (ConnectionFilter.All, "");
        IPNetwork? client = null;
        if (input.Text("client") is { } text)
        {
            if (!ClientNetwork.TryParse(text, out var network))
            {
                problem = $"client: '{text}' is no address and no network; write 192.0.2.7 or 192.0.2.0/24";
                return false;
            }
            client = network;
        }
        filter = new ConnectionFilter
        {
            Route = input.Text("route"),
            Backend = Backend.IdOf(input.Text("backend")),
            Client = client,
            Node = input.Text("node"),
            Host = input.Text("host"),
            Subprotocol = input.Text("subprotocol"),
            MinAge = input.Duration("min-age"),
            MinIdle = input.Duration("min-idle"),
        };
        return true;
    }

    private static IEnumerable<OperatorAnswer> Missing(IEnumerable<MissingNode> nodes) =>
        nodes.Select(node => OperatorAnswer.Warning(node.Reason switch
    {
        MissingReason.Unreachable => $"node {node.Node} cannot be reached: its connections are not in the answer",
        MissingReason.NotAMember => $"the cluster has no node {node.Node}",
        _ => $"node {node.Node} did not answer in time: its connections are not in the answer",
    }));

    /// <summary>The directory answers by itself when its query's time is up.</summary>
    private static Task<T> AskDirectoryAsync<T>(this OperatorContext context, IClusterQuery query) =>
        context.Access.Directory.Ask<T>(query, query.Timeout + TimeSpan.FromSeconds(5));
}

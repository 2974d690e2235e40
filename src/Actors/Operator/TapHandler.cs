using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Text;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>The command <c>connections tap</c>.</summary>
internal static class TapHandler
{
    public static IOperatorHandler Of(OperatorContext context) =>
        new OperatorHandler("connections tap", (input, cancellation) => RunAsync(context, input, cancellation));

    private static async IAsyncEnumerable<OperatorAnswer> RunAsync(
        OperatorContext context, OperatorInput input, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var caller = input.Request.Caller;
        var request = new TapRequest(input.Text("id")!, caller.Length > TapRequest.MaxByLength ? caller[..TapRequest.MaxByLength] : caller)
        {
            Payload = input.Flag("payload"),
            MaxPayload = input.Flag("payload") ? (int)Math.Min(input.Size("max-payload")!.Value, int.MaxValue) : null,
            Duration = input.Duration("duration")!.Value,
        };
        var heard = Channel.CreateUnbounded<TapWatcher.Heard>();
        var access = context.Access;
        var watcher = access.System.ActorOf(Props.Create(() => new TapWatcher(request, access.Directory, heard.Writer)));
        try
        {
            await foreach (var next in heard.Reader.ReadAllAsync(cancellation))
            {
                foreach (var answer in Answers(next.Message))
                    yield return answer;
                if (next.Message is TapBatch)
                    next.Done();
            }
        }
        finally
        {
            access.System.Stop(watcher);
        }
    }

    private static IEnumerable<OperatorAnswer> Answers(object message) => message switch
    {
        TapStarted started =>
            [OperatorAnswer.Warning($"tapping {started.Id} on {started.Node}{(started.MaxPayload is null ? ", without payloads" : "")}")],
        TapBatch batch => (batch.Dropped == 0
            ? []
            : (OperatorAnswer[])[OperatorAnswer.Warning($"{batch.Dropped} messages are not shown: they came faster than they were read")])
            .Concat(batch.Items.Select(item => OperatorAnswer.Of(Row(item)))),
        TapEnded ended => [OperatorAnswer.Line($"the tap has ended, {Units.Keyword(ended.Reason)}"
            + $"{(ended.Detail is null ? "" : $" ({ended.Detail})")}: {ended.Items} messages shown, {ended.Dropped} dropped")],
        TapRefused refused => [OperatorAnswer.Error(refused.Detail)],
        Status.Failure failure => [OperatorAnswer.Error(failure.Cause.Message)],
        Terminated => [OperatorAnswer.Error("the node that has the connection is gone")],
        _ => throw new ArgumentException($"{message.GetType()} is no message of a tap.", nameof(message)),
    };

    private static JsonObject Row(TapItem item) => new()
    {
        ["time"] = AnswerRows.Time(item.Time),
        ["direction"] = Units.Keyword(item.Direction),
        ["kind"] = Units.Keyword(item.Kind),
        ["size"] = item.Size,
        ["text"] = (item.Text ?? item.Hex) is { } text ? item.Truncated ? $"{text}..." : text : null,
        ["note"] = item.CloseCode is { } code ? $"code {code}{(item.Detail is null ? "" : $", {item.Detail}")}" : item.Detail,
    };
}

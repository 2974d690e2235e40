using System.Collections.Immutable;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Actors.Tests.Operator;

/// <summary>Gives commands to a node.</summary>
internal static class OperatorClient
{
    public static async Task<List<OperatorAnswer>> CommandAsync(
        this TestProxy proxy, string command, params (string Name, string Value)[] arguments)
    {
        using var limit = new CancellationTokenSource(Peer.Timeout);
        var request = new OperatorRequest(command, arguments.ToImmutableSortedDictionary(a => a.Name, a => a.Value), "test");
        var answers = new List<OperatorAnswer>();
        await foreach (var answer in proxy.Node.Operator.RunAsync(request, limit.Token))
            answers.Add(answer);
        return answers;
    }

    /// <summary>The text of the only answer, which is of this kind.</summary>
    public static string Only(this List<OperatorAnswer> answers, AnswerKind kind)
    {
        var answer = Assert.Single(answers);
        Assert.Equal((kind, true), (answer.Kind, answer.Text is not null));
        return answer.Text!;
    }

    public static IEnumerable<T> Values<T>(this IEnumerable<OperatorAnswer> answers, string column) =>
        answers.Where(answer => answer.Row is not null).Select(answer => answer.Row![column]!.GetValue<T>());
}

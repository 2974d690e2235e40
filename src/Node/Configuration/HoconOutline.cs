using System.Collections.Immutable;

namespace ActorProxy.Node.Configuration;

/// <summary>What a look at a file's text tells that its parsed values do not.</summary>
/// <param name="Lines">The line of each key, by full path; of a key that is given several times, the last.</param>
/// <param name="Text">The text for Akka's parser: the same values, environment variables put in.</param>
/// <param name="Problems">Errors of syntax.</param>
internal sealed record HoconOutline(
    IReadOnlyDictionary<string, int> Lines, string Text, ImmutableArray<ConfigurationProblem> Problems);

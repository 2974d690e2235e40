using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Stickiness;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>The value of a Cookie field, in which the cookie that leads to a backend must be found wherever it stands.</summary>
internal sealed class CookieTarget()
    : FuzzTarget("cookies", "Shared/Policies/Stickiness/StickyCookie.cs", "Shared/Policies/Stickiness/StickyValues.cs")
{
    private static readonly StickyCookie Sticky = new("s");

    private static readonly BackendPool Pool = new("p",
        [.. Enumerable.Range(0, 3).Select(i => Backend.At(new BackendAddress($"b{i}", 80)))], PickerKind.RoundRobin) { Sticky = Sticky };

    private static readonly string[] Pairs = [.. Enumerable.Range(0, 3)
        .Select(i => Sticky.SetCookie(Pool.StickyValues, i, secure: false).Split(';')[0])];

    public override IReadOnlyList<string> Dictionary { get; } =
        [.. Pairs, "; ", ";", "s=", "=", "\"", "a=b; ", "S=", "AAAAAAAAAAAAAAAAAAAAAA"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var text = Encoding.Latin1.GetString(input);
        var found = Sticky.Find([new("Cookie", text)], Pool.StickyValues);
        Judge.That(found == Expected(text), "The first cookie that names a backend leads to it.");
        Judge.That(Sticky.Find([new("X", text), new("cookie", "a=b"), new("COOKIE", text)], Pool.StickyValues) == found,
            "In which of the fields it stands says nothing.");
        // In front of everything else, what a backend gave is what is found.
        var given = rng.Next(Pairs.Length);
        Judge.That(Sticky.Find([new("Cookie", $"{Pairs[given]}; {text}")], Pool.StickyValues) == given,
            "A cookie that we have set leads back.");
        return found >= 0 ? Verdict.Accepted : Verdict.Refused;
    }

    private static int Expected(string text)
    {
        // Four at most are looked at that have the name, and a value as long as ours.
        return text.Split(';').Select(cookie => cookie.Trim(' ', '\t'))
            .Where(cookie => cookie.StartsWith("s=", StringComparison.Ordinal) && cookie.Length == Pairs[0].Length).Take(4)
            .Select(cookie => Array.IndexOf(Pairs, cookie)).FirstOrDefault(index => index >= 0, -1);
    }
}
